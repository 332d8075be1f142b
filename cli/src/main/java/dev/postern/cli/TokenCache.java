package dev.postern.cli;

import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;

/** Tokens kept between commands: one file each, that nobody but the user may read. */
final class TokenCache {

  /** A kept token must live so much longer, or whoever got it could not do much with it. */
  private static final Duration MARGIN = Duration.ofSeconds(60);

  private final Path folder;
  private final Clock clock;

  TokenCache(Path folder, Clock clock) {
    this.folder = folder;
    this.clock = clock;
  }

  /** The name of the file for tokens of this server, client, audience and scope. */
  static String key(String server, String client, String audience, String scope) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String part : new String[] {server, client, audience, scope}) {
        // The length first: no two requests can run together into the same bytes.
        digest.update((part.length() + ":" + part).getBytes(StandardCharsets.UTF_8));
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The kept token, or empty where there is none, it is nearly over, or its file is damaged. */
  Optional<KeptToken> find(String key) {
    try {
      Optional<byte[]> content = OwnerFile.read(folder.resolve(key));
      if (content.isEmpty()) {
        return Optional.empty();
      }
      KeptToken token = KeptToken.read(new JsonReader(JsonLimits.REQUEST).object(content.get()));
      return clock.instant().plus(MARGIN).isBefore(token.expiresAt())
          ? Optional.of(token)
          : Optional.empty();
    } catch (IOException | JsonFault | DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Keeps a token. Where that fails there is none the next time, and that is all. */
  void keep(String key, KeptToken token) {
    try {
      OwnerFile.replace(folder.resolve(key), token.json().bytes());
    } catch (IOException e) {
      System.getLogger(TokenCache.class.getName())
          .log(System.Logger.Level.DEBUG, "a token could not be kept", e);
    }
  }
}
