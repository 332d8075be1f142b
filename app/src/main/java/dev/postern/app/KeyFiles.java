package dev.postern.app;

import dev.postern.app.settings.Chosen;
import dev.postern.app.settings.KeyBytes;
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

/**
 * The two keys that are kept outside the database: {@code keys/master.key} and {@code
 * keys/pepper.key} in the data folder, 32 bytes in base64url each, or as the operator hands them
 * over.
 *
 * <p>Where there is no data yet, a missing one is made. Beside existing data it never is: a
 * missing, damaged or wrong key stops the start, for with another key everything would be lost.
 */
final class KeyFiles {

  private final Chosen chosen;
  private final Path folder;
  private final SecureRandom random;

  KeyFiles(Chosen chosen, SecureRandom random) {
    this.chosen = chosen;
    this.folder = chosen.data().resolve("keys");
    this.random = random;
  }

  MasterKey master(Optional<Installation> existing) throws Failure {
    Path file = folder.resolve("master.key");
    MasterKey key = new MasterKey(bytes(chosen.master(), file, existing.isPresent()), random);
    if (existing.isPresent() && !existing.get().masterKeyCheck().equals(key.name())) {
      throw wrong(chosen.master().isPresent() ? "keys.master" : file.toString());
    }
    return key;
  }

  Pepper pepper(Optional<Installation> existing) throws Failure {
    Path file = folder.resolve("pepper.key");
    Pepper pepper = new Pepper(bytes(chosen.pepper(), file, existing.isPresent()));
    if (existing.isPresent() && !existing.get().pepperCheck().equals(pepper.name())) {
      throw wrong(chosen.pepper().isPresent() ? "keys.pepper" : file.toString());
    }
    return pepper;
  }

  private static Failure wrong(String name) {
    return refused(name + " is not the key that this data was made with");
  }

  private static Failure refused(String message) {
    return new Failure(Failure.CONFIGURATION, message);
  }

  private byte[] bytes(Optional<KeyBytes> given, Path file, boolean data) throws Failure {
    return given.isPresent() ? given.get().reveal() : kept(file, data).reveal();
  }

  private KeyBytes kept(Path file, boolean data) throws Failure {
    try {
      if (!Files.exists(file)) {
        if (data) {
          throw refused(file + " is missing; without it the data beside it cannot be used");
        }
        byte[] fresh = new byte[KeyBytes.LENGTH];
        random.nextBytes(fresh);
        OwnerFile.write(file, Base64.getUrlEncoder().withoutPadding().encodeToString(fresh) + "\n");
      }
      if (OwnerFile.open(file)) {
        throw refused(file + " may be read by others than its owner; set its mode to 0600");
      }
      return KeyBytes.read(Files.readString(file, StandardCharsets.US_ASCII));
    } catch (IllegalArgumentException e) {
      throw refused(
          file + " is damaged: it does not hold " + KeyBytes.LENGTH + " bytes in base64url");
    } catch (IOException e) {
      throw refused(file + " cannot be read or written");
    }
  }
}
