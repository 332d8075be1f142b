package dev.postern.server.http;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.Supplier;

/**
 * A public JSON document, cacheable for five minutes and validated by its content (RFC 9110 section
 * 8.8.3). Who needs it sooner asks again: a verifier does when it meets an unknown key.
 */
public final class Published implements Handler {

  private static final String CACHING = "public, max-age=300";
  private static final int TAG_BYTES = 15;

  private final Supplier<byte[]> document;

  /** A document as it is at the time of each request. */
  public Published(Supplier<byte[]> document) {
    this.document = document;
  }

  @Override
  public Reply handle(Request request) {
    byte[] body = document.get();
    String tag = tag(body);
    Reply reply = known(request, tag) ? Reply.empty(304) : Reply.json(200, body);
    return reply.header("ETag", tag).header("Cache-Control", CACHING);
  }

  /**
   * Whether the caller has what {@code tag} names (RFC 9110 section 13.1.2): it is among the tags
   * that he lists, compared weakly, for a proxy that compresses makes them weak; or he takes any.
   */
  public static boolean known(Request request, String tag) {
    return request.headers().all("If-None-Match").stream()
        .flatMap(value -> Arrays.stream(value.split(",", -1)))
        .map(String::strip)
        .anyMatch(sent -> sent.equals("*") || sent.equals(tag) || sent.equals("W/" + tag));
  }

  /** A strong entity tag for {@code body}. */
  public static String tag(byte[] body) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
      byte[] start = Arrays.copyOf(digest, TAG_BYTES);
      return '"' + Base64.getUrlEncoder().withoutPadding().encodeToString(start) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
