package dev.postern.app;

import dev.postern.server.clientauth.Pepper;
import dev.postern.server.signing.MasterKey;
import dev.postern.store.Installation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;

/**
 * The two keys that are kept outside the database: {@code keys/master.key} and {@code
 * keys/pepper.key} in the data folder, 32 bytes in base64url each.
 *
 * <p>Where there is no data yet, a missing one is made. Beside existing data it never is: a
 * missing, damaged or wrong key stops the start, for with another key everything would be lost.
 */
final class KeyFiles {

  private static final int LENGTH = 32;

  private final Path folder;
  private final SecureRandom random;

  KeyFiles(Path data, SecureRandom random) {
    this.folder = data.resolve("keys");
    this.random = random;
  }

  MasterKey master(Optional<Installation> existing) throws StartFailure {
    MasterKey key = key("master.key", existing.isPresent(), bytes -> new MasterKey(bytes, random));
    if (existing.isPresent() && !existing.get().masterKeyCheck().equals(key.name())) {
      throw wrong("master.key");
    }
    return key;
  }

  Pepper pepper(Optional<Installation> existing) throws StartFailure {
    Pepper pepper = key("pepper.key", existing.isPresent(), Pepper::new);
    if (existing.isPresent() && !existing.get().pepperCheck().equals(pepper.name())) {
      throw wrong("pepper.key");
    }
    return pepper;
  }

  private StartFailure wrong(String name) {
    return refused(folder.resolve(name) + " is not the key that this data was made with");
  }

  private static StartFailure refused(String message) {
    return new StartFailure(StartFailure.CONFIGURATION, message);
  }

  private <T> T key(String name, boolean data, Function<byte[], T> reader) throws StartFailure {
    Path file = folder.resolve(name);
    try {
      if (!Files.exists(file)) {
        if (data) {
          throw refused(file + " is missing; without it the data beside it cannot be used");
        }
        byte[] fresh = new byte[LENGTH];
        random.nextBytes(fresh);
        OwnerFile.write(file, Base64.getUrlEncoder().withoutPadding().encodeToString(fresh) + "\n");
      }
      if (OwnerFile.open(file)) {
        throw refused(file + " may be read by others than its owner; set its mode to 0600");
      }
      String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      if (bytes.length == LENGTH) {
        return reader.apply(bytes);
      }
    } catch (IllegalArgumentException e) {
      // Falls through: the text is no base64url.
    } catch (IOException e) {
      throw refused(file + " cannot be read or written");
    }
    throw refused(file + " is damaged: it does not hold " + LENGTH + " bytes in base64url");
  }
}
