package dev.postern.cli;

import dev.postern.protocol.admin.AuditRecord;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonObject;

/**
 * The audit log's chain, recomputed from its first event on: each must follow the one before it in
 * number, and its hash must be the one that {@link AuditRecord#hash} gives behind that one's.
 */
final class AuditChain {

  private long last;
  private String hash = AuditRecord.START;

  /** Takes the next event; refuses the first that does not fit. */
  void add(JsonObject event) throws CommandFailed {
    try {
      AuditRecord line = AuditRecord.read(event);
      String expected = line.hash(hash);
      if (line.seq() != last + 1) {
        throw CommandFailed.refused(
            "the audit log is broken: behind event " + last + " one is missing");
      }
      if (!event.string("hash").equals(expected)) {
        throw CommandFailed.refused(
            "the audit log is broken: event " + line.seq() + " was changed");
      }
      last = line.seq();
      hash = expected;
    } catch (JsonFault e) {
      throw CommandFailed.refused(
          "the audit log is broken: the event behind " + last + " is malformed");
    }
  }

  /** How many events there are, and the hash that stands for them all. */
  JsonObject result() {
    return JsonObject.builder().put("verified", true).put("events", last).put("hash", hash).build();
  }
}
