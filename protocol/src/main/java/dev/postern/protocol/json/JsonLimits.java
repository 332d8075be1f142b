package dev.postern.protocol.json;

/**
 * How much of a document is read before it is refused.
 *
 * @param bytes of the whole document
 * @param depth of nesting
 * @param members of one object, and elements of one array
 * @param number characters of one number
 * @param string characters of one string or name
 */
public record JsonLimits(int bytes, int depth, int members, int number, int string) {

  /** For the bodies of requests and for tokens. */
  public static final JsonLimits REQUEST = new JsonLimits(256 * 1024, 32, 1000, 64, 64 * 1024);

  /** For what our own server sends to our own libraries: a snapshot of revocations is long. */
  public static final JsonLimits FEED =
      new JsonLimits(512 * 1024 * 1024, 8, 10_000_000, 20, 64 * 1024);
}
