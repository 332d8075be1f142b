package dev.postern.checks.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.checks.Answer;
import dev.postern.checks.Caller;
import dev.postern.checks.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** C2: an app is blocked while it asks for tokens and is given one more credential. */
@Tag("attacks")
@ExtendWith(AttackedSite.class)
final class BlockingRaceTest {

  private static final String AUDIENCE = "https://race.example.com";
  private static final int ROUNDS = 200;

  /** What happens in one round at once, and what came of it. */
  private static final class Round {
    private final Operator operator;
    private final Caller app;
    private final int delay;
    private final CountDownLatch start = new CountDownLatch(1);
    private final AtomicBoolean blocked = new AtomicBoolean();

    Round(Operator operator, Caller app, int delay) {
      this.operator = operator;
      this.app = app;
      this.delay = delay;
    }

    private String path() {
      return "/apps/" + app.id();
    }

    /** Blocks the app; true once that was answered. */
    private boolean block() throws InterruptedException {
      start.await();
      // So that the block comes before, beside and behind the other transaction.
      Thread.sleep(0, delay);
      Answer answer = operator.admin("PATCH", path(), "{\"status\":\"blocked\"}");
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      blocked.set(true);
      return true;
    }

    /** Asks with the first credential until no more is given. */
    private List<String> first() throws InterruptedException {
      start.await();
      return tokens(app);
    }

    /** Adds a second credential, and asks with that. */
    private List<String> second() throws InterruptedException {
      start.await();
      return tokens(added());
    }

    private Caller added() {
      Answer made = operator.admin("POST", path() + "/credentials", "{}");
      assertThat(made.status()).as(made.body()).isEqualTo(201);
      return new Caller(app.issuer(), app.id(), made.text("client_secret"));
    }

    /** All tokens that are had; none by a request that is sent behind the block's answer. */
    private List<String> tokens(Caller caller) {
      List<String> tokens = new ArrayList<>();
      while (true) {
        boolean late = blocked.get();
        Answer answer = caller.ask("audience", AUDIENCE);
        assertThat(answer.status()).isIn(200, 401);
        if (late) {
          assertThat(answer.status()).as("behind the block").isEqualTo(401);
          return tokens;
        }
        Optional.of(answer)
            .filter(each -> each.status() == 200)
            .ifPresent(each -> tokens.add(each.text("access_token")));
      }
    }

    List<String> run(ExecutorService threads) throws Exception {
      Future<Boolean> block = threads.submit(this::block);
      Future<List<String>> first = threads.submit(this::first);
      Future<List<String>> second = threads.submit(this::second);
      start.countDown();
      assertThat(block.get()).isTrue();
      List<String> all = new ArrayList<>(first.get());
      all.addAll(second.get());
      return all;
    }
  }

  @Test
  void c2NoTokenByEitherCredentialOutlivesABlock(Site site) throws Exception {
    Operator operator = site.operator();
    String api = operator.api(AUDIENCE, "run");
    Caller guard = operator.guard("c2-guard", api);
    String neighbour = operator.app("c2-neighbour", api, "run").token(AUDIENCE);
    int had = 0;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < ROUNDS; i++) {
        Caller app = operator.app("c2", api, "run");
        List<String> tokens = new Round(operator, app, i * 20_000 % 999_999).run(threads);
        had += tokens.size();
        for (String token : tokens) {
          assertThat(guard.introspect(token).body())
              .as("round %d", i)
              .isEqualTo("{\"active\":false}");
        }
        assertThat(operator.admin("DELETE", "/apps/" + app.id(), "").status()).isEqualTo(204);
      }
    }
    assertThat(had).as("tokens that there were to be closed").isGreaterThan(ROUNDS / 4);
    assertThat(guard.introspect(neighbour).body()).contains("\"active\":true");
  }
}
