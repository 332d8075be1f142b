package dev.postern.verifier;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what was accepted, and what was refused by its reason's code. */
final class Tally {

  private final LongAdder accepted = new LongAdder();
  private final Map<String, LongAdder> refused = new ConcurrentHashMap<>();
  private final Optional<URI> metadata;

  /** Nothing yet; refusals name {@code metadata}. */
  Tally(Optional<URI> metadata) {
    this.metadata = metadata;
  }

  void accepted() {
    accepted.increment();
  }

  TokenRefused refused(Reason reason) {
    refused.computeIfAbsent(reason.code(), code -> new LongAdder()).increment();
    return new TokenRefused(reason, metadata);
  }

  long acceptedSoFar() {
    return accepted.sum();
  }

  Map<String, Long> refusedSoFar() {
    Map<String, Long> sums = new TreeMap<>();
    refused.forEach((code, count) -> sums.put(code, count.sum()));
    return sums;
  }
}
