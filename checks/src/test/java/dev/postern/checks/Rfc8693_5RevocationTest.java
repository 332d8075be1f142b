package dev.postern.checks;

import static dev.postern.checks.Delegation.BACK;
import static dev.postern.checks.Delegation.FRONT;
import static dev.postern.checks.Delegation.done;
import static dev.postern.checks.Delegation.exchanged;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.AccessToken;
import dev.postern.verifier.TokenRefused;
import dev.postern.verifier.Verifier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever ends the token of a customer, or what the service has, ends what the service had for it:
 * within a second for whoever checks it by the feed, at once for introspection.
 */
final class Rfc8693_5RevocationTest {

  private static final Duration LONGEST = Duration.ofSeconds(1);

  private static RunningServer server;
  private static Delegation site;
  private static Caller guard;
  private static Verifier verifier;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    server = new RunningServer(data);
    site = new Delegation(new Operator(server.operator()));
    guard = site.operator().guard("back", site.back());
    verifier = Verifier.of(server.url() + "/", BACK);
  }

  @AfterAll
  static void stop() {
    verifier.close();
    server.close();
  }

  /** The two whose token it is, and the token that the customer sent. */
  record Parties(Caller customer, Caller service, String sent) {}

  enum End {
    CUSTOMER_BLOCKED {
      @Override
      void come(Parties parties) {
        patch(parties.customer(), "{\"status\":\"blocked\"}");
      }
    },
    CUSTOMER_DELETED {
      @Override
      void come(Parties parties) {
        delete("/apps/" + parties.customer().id());
      }
    },
    CUSTOMERS_GRANT_REMOVED {
      @Override
      void come(Parties parties) {
        delete("/apps/" + parties.customer().id() + "/grants/" + site.front());
      }
    },
    CUSTOMERS_CREDENTIAL_REVOKED {
      @Override
      void come(Parties parties) {
        delete(credential(parties.customer()));
      }
    },
    CUSTOMERS_TOKEN_GIVEN_BACK {
      @Override
      void come(Parties parties) {
        done(parties.customer().revoke(parties.sent()));
      }
    },
    SERVICE_BLOCKED {
      @Override
      void come(Parties parties) {
        patch(parties.service(), "{\"status\":\"blocked\"}");
      }
    },
    SERVICES_GRANT_REMOVED {
      @Override
      void come(Parties parties) {
        delete("/apps/" + parties.service().id() + "/grants/" + site.back());
      }
    },
    SERVICES_CREDENTIAL_REVOKED {
      @Override
      void come(Parties parties) {
        delete(credential(parties.service()));
      }
    },
    EXCHANGE_NO_LONGER_GRANTED {
      @Override
      void come(Parties parties) {
        site.grant(parties.service(), "null");
      }
    },
    EXCHANGE_FOR_OTHER_SUBJECTS {
      @Override
      void come(Parties parties) {
        site.grant(
            parties.service(),
            "{\"from\":[\"%s\"],\"subjects\":[\"app_other\"]}".formatted(site.front()));
      }
    },
    SERVICE_NO_LONGER_THE_FRONT {
      @Override
      void come(Parties parties) {
        patch(parties.service(), "{\"acts_for\":[]}");
      }
    };

    abstract void come(Parties parties);
  }

  private static void patch(Caller app, String body) {
    done(site.operator().admin("PATCH", "/apps/" + app.id(), body));
  }

  private static void delete(String path) {
    done(site.operator().admin("DELETE", path, ""));
  }

  private static String credential(Caller app) {
    String credentials = "/apps/" + app.id() + "/credentials";
    JsonObject first =
        (JsonObject)
            site.operator()
                .admin("GET", credentials, "")
                .json()
                .member("items")
                .map(items -> ((JsonArray) items).values().getFirst())
                .orElseThrow();
    return credentials + "/" + Admin.text(first, "id");
  }

  private static AccessToken verify(String token) throws TokenRefused {
    return verifier.verify("Bearer " + token).require("entries:read");
  }

  private static boolean active(String token) {
    return !guard.introspect(token).body().equals("{\"active\":false}");
  }

  @ParameterizedTest
  @EnumSource
  void anExchangedTokenEndsWith(End end) throws Exception {
    Parties parties = parties();
    String token = exchanged(parties.service(), parties.sent());
    String neighbour = exchanged(site.service(), site.customer().token(FRONT));
    assertThat(verify(token).clientId().text()).isEqualTo(parties.service().id());
    assertThat(active(token)).isTrue();

    end.come(parties);
    long start = System.nanoTime();
    assertThat(active(token)).isFalse();
    untilRefused(token, start);
    assertThat(verify(neighbour).actor()).isPresent();
    assertThat(active(neighbour)).isTrue();
  }

  private static Parties parties() {
    Caller customer = site.customer();
    Caller service = site.service(Delegation.exchangingFrom(site.front()));
    return new Parties(customer, service, customer.token(FRONT));
  }

  private static void untilRefused(String token, long start) throws InterruptedException {
    while (System.nanoTime() - start < LONGEST.toNanos()) {
      try {
        verify(token);
      } catch (TokenRefused refused) {
        assertThat(refused.status()).isEqualTo(401);
        return;
      }
      Thread.sleep(1);
    }
    throw new AssertionError("a token whose origin is closed is still accepted");
  }

  @Test
  void whatIsWidenedEndsNothing() throws Exception {
    Parties parties = parties();
    String token = exchanged(parties.service(), parties.sent());
    site.grant(
        parties.service(), "{\"from\":[\"%s\",\"%s\"]}".formatted(site.front(), site.back()));
    assertThat(active(token)).isTrue();
    // What another app's block has brought to the verifier, this one would have, too.
    Parties others = parties();
    String marked = exchanged(others.service(), others.sent());
    verify(marked);
    patch(others.customer(), "{\"status\":\"blocked\"}");
    untilRefused(marked, System.nanoTime());
    assertThat(verify(token).actor()).isPresent();
  }

  @Test
  void theWholeChainEndsWithItsFirstToken() {
    String archive = site.operator().api("https://archive.example.com", "files:read");
    Caller ledger = site.operator().guard("ledger", site.back());
    done(
        site.operator()
            .admin(
                "PUT",
                "/apps/" + ledger.id() + "/grants/" + archive,
                "{\"scopes\":[\"files:read\"],\"exchange\":%s}"
                    .formatted(Delegation.exchangingFrom(site.back()))));
    Caller keeper = site.operator().guard("archive", archive);
    for (End end :
        List.of(End.CUSTOMER_BLOCKED, End.CUSTOMERS_TOKEN_GIVEN_BACK, End.SERVICE_BLOCKED)) {
      Parties parties = parties();
      String last = exchanged(ledger, exchanged(parties.service(), parties.sent()));
      assertThat(keeper.introspect(last).body()).contains("\"active\":true");
      end.come(parties);
      assertThat(keeper.introspect(last).body()).isEqualTo("{\"active\":false}");
    }
  }

  @Test
  void aTokenEndsWithTheKeyThatSignedTheOneItWasHadFor() {
    // Tokens for the two APIs are signed by two keys.
    String front =
        done(site.operator()
                .admin(
                    "POST",
                    "/apis",
                    "{\"identifier\":\"urn:front\",\"name\":\"n\",\"signing_algorithm\":\"RS256\","
                        + "\"scopes\":[{\"name\":\"report:read\"}]}"))
            .text("id");
    Caller service = site.operator().guard("service", front);
    site.grant(service, Delegation.exchangingFrom(front));
    String sent = site.operator().app("customer", front, "report:read").token("urn:front");
    String token = exchanged(service, sent);
    String key = Admin.text(TokenParts.header(sent), "kid");
    assertThat(Admin.text(TokenParts.header(token), "kid")).isNotEqualTo(key);
    assertThat(active(token)).isTrue();
    done(
        site.operator()
            .admin("POST", "/revocations", "{\"kind\":\"key\",\"kid\":\"" + key + "\"}"));
    assertThat(active(token)).isFalse();
  }
}
