package dev.postern.bench.ceiling;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What a ceiling is started with.
 *
 * @param port on 127.0.0.1
 * @param algorithm ES256 or RS256
 * @param tls certificate and key, both PEM; plain HTTP without
 */
record ServerArguments(int port, String algorithm, Optional<Tls> tls) {

  record Tls(Path certificate, Path key) {}

  /** Reads {@code PORT ALG [CERTIFICATE KEY]}. */
  static ServerArguments read(String[] arguments) {
    return new ServerArguments(
        Integer.parseInt(arguments[0]),
        arguments[1],
        arguments.length < 4
            ? Optional.empty()
            : Optional.of(new Tls(Path.of(arguments[2]), Path.of(arguments[3]))));
  }

  String issuer() {
    return (tls.isPresent() ? "https" : "http") + "://127.0.0.1:" + port + "/";
  }
}
