package dev.postern.checks;

import dev.postern.protocol.token.CompactJws;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/** What clients and resource servers of an API see, for as long as it goes on. */
public final class Traffic {

  /** Somebody who checks a token; whatever he throws is his refusal. */
  @FunctionalInterface
  public interface Judge {
    void judge(String token) throws Exception;
  }

  private final String audience;
  private final Map<String, Judge> judges;
  private final Set<String> signers = ConcurrentHashMap.newKeySet();
  private final Queue<String> refusals = new ConcurrentLinkedQueue<>();
  private final AtomicLong verified = new AtomicLong();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean over;

  /** Of tokens for an audience, which each of {@code judges} checks. */
  public Traffic(String audience, Map<String, Judge> judges) {
    this.audience = audience;
    this.judges = judges;
  }

  /** One client more, which gets one token after the other. */
  public void start(Caller client) {
    threads.add(Thread.ofPlatform().start(() -> run(client)));
  }

  /** Each token is checked as soon as it is there; and so is one of those of before. */
  private void run(Caller client) {
    List<String> tokens = new ArrayList<>();
    while (!over) {
      try {
        String token = client.token(audience);
        signers.add(CompactJws.parse(token, 16 * 1024).keyId().text());
        tokens.add(token);
        check(token);
        check(tokens.get(ThreadLocalRandom.current().nextInt(tokens.size())));
      } catch (Exception | AssertionError e) {
        refusals.add("no token: " + e);
      }
    }
  }

  private void check(String token) {
    judges.forEach((name, judge) -> {
      try {
        judge.judge(token);
        verified.incrementAndGet();
      } catch (Exception e) {
        refusals.add(name + ": " + e);
      }
    });
  }

  public void stop() throws InterruptedException {
    over = true;
    for (Thread thread : threads) {
      thread.join();
    }
  }

  /** The keys that signed. */
  public Set<String> signers() {
    return signers;
  }

  /** What was refused, and why. */
  public Queue<String> refusals() {
    return refusals;
  }

  /** How often somebody found a token good. */
  public long verified() {
    return verified.get();
  }
}
