package dev.postern.cli;

import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import dev.postern.protocol.token.PublicJwk;
import dev.postern.protocol.token.SignatureAlgorithm;
import dev.postern.protocol.token.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * How an app is to prove itself: by a secret, which is new or has a hash already, by a key that it
 * signs with and of which the server knows the public half, or by a certificate.
 */
final class ProofOptions {

  private static final Pattern PEM =
      Pattern.compile(
          "\\s*-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]+)-----END PUBLIC KEY-----\\s*");

  @Mixin final Secrets secrets = new Secrets();
  @Mixin final CertificateOptions certificates = new CertificateOptions();

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description =
          "A public key instead of a secret: a JWK, or PEM (BEGIN PUBLIC KEY). Of a private JWK only"
              + " the public half is sent.")
  @Nullable String key;

  @Option(
      names = "--jwks-uri",
      paramLabel = "URL",
      description =
          "Where the app keeps its public keys itself (a key set, https): the server fetches them"
              + " from there.")
  @Nullable String keySet;

  @Option(
      names = "--new-key",
      description = "Make a key (ES256); the private half goes into --out FILE and nowhere else.")
  boolean fresh;

  @Option(
      names = "--alg",
      paramLabel = "ALG",
      description = "What an RSA key in PEM is used with: PS256 or RS256.")
  @Nullable String algorithm;

  @Option(
      names = "--require-typ",
      description = "Demand typ: client-authentication+jwt of assertions by the key.")
  boolean typeRequired;

  @Option(
      names = "--accept-token-endpoint",
      description = "Also take assertions addressed to the token endpoint, as old clients do.")
  boolean tokenEndpoint;

  @Option(
      names = "--secret-hash",
      paramLabel = "FILE",
      description =
          "A secret that the app has already, by the hash in this file: Argon2id, bcrypt or PBKDF2.")
  @Nullable String secretHash;

  /**
   * What is to be registered, and what its owner keeps.
   *
   * @param credential the body, or the member of one, that makes the credential
   * @param secret the private JWK that was made, or empty where it is somewhere else
   */
  record Chosen(JsonObject credential, Optional<JsonObject> secret) {

    @Override
    public String toString() {
      return "Chosen[hidden]";
    }
  }

  /** The certificate, key or hash that was asked for, or empty for a new secret. */
  Optional<Chosen> chosen(ServerOptions server) throws CommandFailed {
    Optional<JsonObject> certificate = certificates.chosen(server.shell());
    if (certificate.isPresent()) {
      return Optional.of(shown(certificate.get()));
    }
    if (secretHash != null) {
      return Optional.of(imported(server.shell().file(secretHash)));
    }
    if (keySet != null) {
      return Optional.of(byUrl(keySet));
    }
    if (key == null && !fresh) {
      if (typeRequired || tokenEndpoint || algorithm != null) {
        throw CommandFailed.usage("there is no key: --key FILE, --new-key or --jwks-uri URL");
      }
      return Optional.empty();
    }
    if (key != null && fresh) {
      throw CommandFailed.usage("--key and --new-key are two keys: one of them");
    }
    if (fresh && secrets.out == null) {
      throw CommandFailed.usage("a new key needs --out FILE: it is shown to nobody");
    }
    if (!fresh && secrets.out != null) {
      throw CommandFailed.usage("with --key there is no secret that --out could keep");
    }
    try {
      if (key == null) {
        JsonObject made = SigningKey.generate();
        return Optional.of(new Chosen(credential(SigningKey.publicHalf(made)), Optional.of(made)));
      }
      return Optional.of(new Chosen(credential(read(server.shell().file(key))), Optional.empty()));
    } catch (JsonFault e) {
      throw CommandFailed.usage("the key cannot be used: " + e.text());
    }
  }

  private Chosen shown(JsonObject certificate) throws CommandFailed {
    if (keyed() || secretHash != null) {
      throw CommandFailed.usage("a certificate goes with no key and no secret: one of them");
    }
    if (secrets.out != null) {
      throw CommandFailed.usage("with a certificate there is no secret that --out could keep");
    }
    return new Chosen(certificate, Optional.empty());
  }

  /** Whether there is an option that is for keys. */
  private boolean keyed() {
    boolean any = key != null || fresh || keySet != null;
    return any || typeRequired || tokenEndpoint || algorithm != null;
  }

  private Chosen byUrl(String url) throws CommandFailed {
    if (key != null || fresh || algorithm != null) {
      throw CommandFailed.usage("--jwks-uri goes with no key: the keys are there");
    }
    if (secrets.out != null) {
      throw CommandFailed.usage("with --jwks-uri there is no secret that --out could keep");
    }
    return new Chosen(
        credential(JsonObject.builder().put("jwks_uri", url).build()), Optional.empty());
  }

  private JsonObject credential(PublicJwk publicKey) {
    return credential(JsonObject.builder().put("jwk", publicKey.json()).build());
  }

  private JsonObject credential(JsonObject keys) {
    return JsonObject.builder()
        .put("type", "public_key")
        .putAll(keys)
        .put("accept_token_endpoint_audience", tokenEndpoint)
        .put("require_assertion_typ", typeRequired)
        .build();
  }

  /** From a file, for what stands on a command line is seen by others, and shells read dollars. */
  private Chosen imported(Path file) throws CommandFailed {
    if (keyed()) {
      throw CommandFailed.usage("--secret-hash is no key, and has none of its options");
    }
    if (secrets.out != null) {
      throw CommandFailed.usage("with --secret-hash there is no secret that --out could keep");
    }
    JsonObject credential =
        JsonObject.builder()
            .put("type", "client_secret")
            .put("secret_hash", content(file, "hash").strip())
            .build();
    return new Chosen(credential, Optional.empty());
  }

  private static String content(Path file, String what) throws CommandFailed {
    try {
      byte[] content =
          OwnerFile.read(file)
              .orElseThrow(() -> CommandFailed.usage("there is no " + what + " file " + file));
      return new String(content, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw CommandFailed.usage("the " + what + " file cannot be read: " + file);
    }
  }

  private PublicJwk read(Path file) throws CommandFailed, JsonFault {
    String text = content(file, "key");
    if (text.contains("PRIVATE KEY-----")) {
      throw CommandFailed.usage(
          "that is a private key; its public half: openssl pkey -in " + file + " -pubout");
    }
    Matcher pem = PEM.matcher(text);
    if (pem.matches()) {
      return ofPem(pem.group(1));
    }
    byte[] json = text.getBytes(StandardCharsets.UTF_8);
    return SigningKey.publicHalf(new JsonReader(JsonLimits.REQUEST).object(json));
  }

  private PublicJwk ofPem(String base64) throws JsonFault {
    try {
      X509EncodedKeySpec der = new X509EncodedKeySpec(Base64.getMimeDecoder().decode(base64));
      for (String kind : List.of("EC", "Ed25519", "RSA")) {
        Optional<PublicKey> found = of(kind, der);
        if (found.isPresent()) {
          return PublicJwk.of(found.get(), algorithm(found.get()));
        }
      }
    } catch (IllegalArgumentException e) {
      // Falls through.
    }
    throw new JsonFault("a PEM file holds an EC, Ed25519 or RSA key");
  }

  private static Optional<PublicKey> of(String kind, X509EncodedKeySpec der) {
    try {
      return Optional.of(KeyFactory.getInstance(kind).generatePublic(der));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  private SignatureAlgorithm algorithm(PublicKey key) throws JsonFault {
    return switch (key) {
      case ECPublicKey _ ->
          SignatureAlgorithm.ES384.fits(key) ? SignatureAlgorithm.ES384 : SignatureAlgorithm.ES256;
      case EdECPublicKey _ -> SignatureAlgorithm.EDDSA;
      default ->
          Optional.ofNullable(algorithm)
              .flatMap(SignatureAlgorithm::parse)
              .orElseThrow(() -> new JsonFault("an RSA key needs --alg PS256 or RS256"));
    };
  }
}
