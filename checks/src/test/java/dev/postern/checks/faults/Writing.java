package dev.postern.checks.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.checks.Answer;
import dev.postern.checks.Operator;
import dev.postern.checks.faults.Subject.State;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Changes a server over HTTP, several changes at once, until it is told to stop or the server is
 * gone; and remembers what was asked for and what was acknowledged.
 */
final class Writing {

  private static final int AT_ONCE = 3;

  private final Operator operator;
  private final String apiId;
  private final String prefix;
  private final ConcurrentLinkedQueue<Subject> subjects = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<String> accounts = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final AtomicInteger acknowledged = new AtomicInteger();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopped;

  /** Writes of which each has a name of its own, beginning with {@code prefix}. */
  Writing(Operator operator, String apiId, String prefix) {
    this.operator = operator;
    this.apiId = apiId;
    this.prefix = prefix;
  }

  void start() {
    for (int i = 0; i < AT_ONCE; i++) {
      String name = prefix + "-" + i;
      threads.add(Thread.ofVirtual().start(() -> write(name)));
    }
  }

  /** Waits until so many changes have been acknowledged; from here on some are always under way. */
  void await(int count) throws InterruptedException {
    while (acknowledged.get() < count && threads.stream().anyMatch(Thread::isAlive)) {
      Thread.sleep(1);
    }
  }

  /** Lets no further change begin, and waits for those under way. */
  void stop() throws InterruptedException {
    stopped = true;
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failures).isEmpty();
  }

  int acknowledged() {
    return acknowledged.get();
  }

  List<Subject> subjects() {
    return List.copyOf(subjects);
  }

  /** The uids of the accounts that were made. */
  List<String> accounts() {
    return List.copyOf(accounts);
  }

  private void write(String name) {
    try {
      for (int i = 0; !stopped; i++) {
        account(name + "-" + i);
        app(name + "-" + i, i);
      }
    } catch (UncheckedIOException gone) {
      // The server was ended: what has no answer may or may not have been done.
    } catch (Throwable e) {
      failures.add(e);
    }
  }

  private void account(String name) {
    Answer made = operator.identity("POST", "/account", "{\"UserName\":\"" + name + "\"}");
    if (done(made, 200)) {
      accounts.add(made.text("Uid"));
    }
  }

  private void app(String name, int number) {
    String[] both = Subject.BOTH.toArray(String[]::new);
    Answer made = operator.admin("POST", "/apps", Operator.appBody(name, apiId, both));
    if (!done(made, 201)) {
      return;
    }
    Subject subject = new Subject(made);
    subjects.add(subject);
    String path = "/apps/" + subject.id();
    String narrow = "{\"scopes\":" + Operator.array(Subject.ONE.toArray(String[]::new)) + "}";
    change(subject, State.NARROW, "PUT", path + "/grants/" + apiId, narrow, 200);
    change(subject, State.BLOCKED, "PATCH", path, "{\"status\":\"blocked\"}", 200);
    if (number % 3 == 2) {
      change(subject, State.GONE, "DELETE", path, "", 204);
    } else {
      change(subject, State.NARROW, "PATCH", path, "{\"status\":\"active\"}", 200);
    }
  }

  private void change(
      Subject subject, State next, String method, String path, String body, int success) {
    if (!stopped) {
      subject.asked(next);
      if (done(operator.admin(method, path, body), success)) {
        subject.acknowledged(next);
      }
    }
  }

  /** Whether a change was acknowledged; a server that stops may say that it cannot. */
  private boolean done(Answer answer, int success) {
    if (answer.status() == 503) {
      stopped = true;
      return false;
    }
    assertThat(answer.status()).as(answer.body()).isEqualTo(success);
    acknowledged.incrementAndGet();
    return true;
  }
}
