package dev.postern.client;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Tokens that an API has in exchange for those of its callers, to call another API in their name
 * (RFC 8693). Made by {@link PosternClient.App#exchange}; any number of threads may share it, and
 * there is nothing to close.
 *
 * <p>What was had for a token is kept while it is good and given to whoever comes with the same
 * token again, for the last {@value #MOST} tokens that were used. It never outlives the token that
 * it was had for.
 *
 * <p>However many callers come, {@value RequestGate#AT_ONCE} tokens are exchanged at once and
 * {@value RequestGate#WAITING} wait for that; whoever comes then is told {@link
 * TokenUnavailable.Reason.Busy}. After a failure that has nothing to do with the caller's token (no
 * answer, 429, 503) none is exchanged for a second, or for as long as the server asked for by
 * {@code Retry-After}.
 */
public final class ExchangedTokens {

  /** For so many callers' tokens others are kept. */
  static final int MOST = 1_000;

  private final Function<SubjectToken, TokenSource> make;

  // Guarded by itself.
  private final Map<String, TokenSource> sources =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, TokenSource> eldest) {
          return size() > MOST;
        }
      };

  ExchangedTokens(Function<SubjectToken, TokenSource> make) {
    this.make = make;
  }

  /**
   * What is had for {@code subjectToken}. Nothing is sent before a token is asked for; one that the
   * server will not exchange is told then.
   *
   * @param subjectToken the token that a caller sent and that was found to be good, without its
   *     scheme
   * @throws IllegalArgumentException where that is no token
   */
  public TokenSource of(String subjectToken) {
    SubjectToken subject = new SubjectToken(subjectToken);
    synchronized (sources) {
      return sources.computeIfAbsent(subject.text(), text -> make.apply(subject));
    }
  }

  /** How many are kept; none of them itself. */
  @Override
  public String toString() {
    synchronized (sources) {
      return "ExchangedTokens[" + sources.size() + " kept]";
    }
  }
}
