package dev.postern.store;

import dev.postern.protocol.ClientId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A machine-to-machine app: one machine identity.
 *
 * @param clientId its name
 * @param name its name for people
 * @param description what it is for; may be empty
 * @param status whether it may have tokens
 * @param labels free names and values, for people and searches
 * @param allowedIps addresses and networks (CIDR) that it may ask from; empty: from anywhere
 * @param limits how much it may ask
 * @param actsFor the APIs whose own identity it is: it may introspect and read their feed
 * @param proof what every token of its must be bound to
 * @param profile how strict it is, where its tenant is not stricter
 * @param epoch the number of the change that last closed its sessions, or made it
 * @param createdAt when it was made
 * @param version the number of the change that last touched it
 */
public record App(
    ClientId clientId,
    String name,
    String description,
    Status status,
    Map<String, String> labels,
    List<String> allowedIps,
    Limits limits,
    Set<ApiId> actsFor,
    Proof proof,
    Profile profile,
    long epoch,
    Instant createdAt,
    long version) {

  /** Whether an app may have tokens. */
  public enum Status {
    /** It may. */
    ACTIVE,
    /** It may not, and every token of its is refused. */
    BLOCKED
  }

  /**
   * How much an app may ask.
   *
   * @param tokensPerMinute tokens in any minute; empty: as many as the server's default allows
   */
  public record Limits(OptionalInt tokensPerMinute) {

    /** No limit of the app's own. */
    public static final Limits NONE = new Limits(OptionalInt.empty());
  }

  /** Copies the collections. */
  public App {
    labels = Map.copyOf(labels);
    allowedIps = List.copyOf(allowedIps);
    actsFor = Set.copyOf(actsFor);
  }

  /** The same app with another status, in a new epoch. */
  public App inEpoch(Status newStatus, long number) {
    return new App(
        clientId,
        name,
        description,
        newStatus,
        labels,
        allowedIps,
        limits,
        actsFor,
        proof,
        profile,
        number,
        createdAt,
        number);
  }
}
