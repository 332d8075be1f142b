package dev.postern.bench.growth;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.Scopes;
import dev.postern.protocol.json.JsonObject;
import dev.postern.server.clientauth.ClientSecret;
import dev.postern.server.clientauth.Pepper;
import dev.postern.store.ApiId;
import dev.postern.store.App;
import dev.postern.store.AppEntry;
import dev.postern.store.Credential;
import dev.postern.store.CredentialId;
import dev.postern.store.Grant;
import dev.postern.store.GrantId;
import dev.postern.store.Ids;
import dev.postern.store.Profile;
import dev.postern.store.Proof;
import dev.postern.store.SecretCredential;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * The app of one number: all of it follows from the number, so that whoever wants its token needs
 * no list of secrets.
 *
 * <p>Its ids are as the server mints them: 26 characters, of which the first ten count
 * milliseconds.
 *
 * @param number counted from 0
 */
record NumberedApp(int number) {

  /** The time that the first of them would have been made at. */
  private static final Instant FIRST_MADE = Instant.parse("2026-01-01T00:00:00Z");

  Instant createdAt() {
    return FIRST_MADE.plusMillis(number);
  }

  ClientId clientId() {
    return new ClientId(id("app"));
  }

  ClientSecret secret() {
    return ClientSecret.random(random("secret"));
  }

  /** The app with one credential and one grant, as put by change {@code change}. */
  AppEntry entry(ApiId api, Scopes scopes, Pepper pepper, long change) {
    ClientId clientId = clientId();
    App app =
        new App(
            clientId,
            "machine-" + number,
            "",
            App.Status.ACTIVE,
            Map.of(),
            List.of(),
            App.Limits.NONE,
            Set.of(),
            Proof.NONE,
            Profile.STANDARD,
            change,
            createdAt(),
            change);
    Credential credential =
        new SecretCredential(
            new CredentialId(id("cred")),
            clientId,
            pepper.hash(secret()),
            secret().hint(),
            createdAt(),
            null,
            change,
            change);
    Grant grant =
        new Grant(
            new GrantId(id("grant")),
            clientId,
            api,
            scopes,
            JsonObject.EMPTY,
            null,
            null,
            Grant.Status.ACTIVE,
            change,
            createdAt(),
            change);
    return new AppEntry(app, List.of(credential), List.of(grant));
  }

  private String id(String prefix) {
    return Ids.next(prefix, createdAt(), random(prefix));
  }

  private SplittableRandom random(String what) {
    return new SplittableRandom(((long) what.hashCode() << 32) + number);
  }
}
