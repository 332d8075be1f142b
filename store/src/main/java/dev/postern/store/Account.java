package dev.postern.store;

import dev.postern.protocol.json.JsonObject;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One profile of the Identity Management API.
 *
 * @param id its {@code Uid}
 * @param keys what it can be found by; no two accounts of a tenant share one
 * @param profile the LoginRadius-shaped profile, without any password
 * @param passwordHash an Argon2id hash, or null
 * @param createdAt when it was made
 * @param modifiedAt when it was last changed
 * @param version the number of the change that last touched it
 */
public record Account(
    AccountId id,
    List<LookupKey> keys,
    JsonObject profile,
    @Nullable String passwordHash,
    Instant createdAt,
    Instant modifiedAt,
    long version) {

  /** Copies the keys. */
  public Account {
    keys = List.copyOf(keys);
  }

  /**
   * Something that an account can be found by.
   *
   * @param kind which of the three
   * @param value normalised by the caller: e-mail and user name in lower case
   */
  public record LookupKey(Kind kind, String value) {

    /** What accounts are found by. */
    public enum Kind {
      /** An e-mail address. */
      EMAIL,
      /** A user name. */
      USERNAME,
      /** A phone number. */
      PHONE
    }
  }

  /** Names the account, not the person. */
  @Override
  public String toString() {
    return "Account[" + id + "]";
  }
}
