package dev.postern.cli;

import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import dev.postern.protocol.token.PublicJwk;
import dev.postern.protocol.token.PublicPem;
import dev.postern.protocol.token.SignatureAlgorithm;
import dev.postern.protocol.token.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * How an app is to prove itself: by a secret, which is new or has a hash already, by a key that it
 * signs with and of which the server knows the public half, by a certificate, or by the word of
 * another issuer.
 */
final class ProofOptions {

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

  @Option(
      names = "--issuer",
      paramLabel = "ISSUER",
      description =
          "Another issuer that vouches for the app, instead of a secret; --key or --jwks-uri are its"
              + " keys then, and --subject is the app's name there.")
  @Nullable String issuer;

  @Option(names = "--subject", paramLabel = "SUBJECT", description = "As whom it knows the app.")
  @Nullable String subject;

  @Option(
      names = "--reusable",
      description =
          "Its assertions may be shown until they end, a day at most, and not only once: as a"
              + " platform gives them to workloads.")
  boolean reusable;

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

  /** The certificate, key, hash or issuer that was asked for, or empty for a new secret. */
  Optional<Chosen> chosen(ServerOptions server) throws CommandFailed {
    Optional<JsonObject> certificate = certificates.chosen(server.shell());
    if (certificate.isPresent()) {
      return Optional.of(shown(certificate.get()));
    }
    if (vouched()) {
      return Optional.of(federated(server));
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
    if (key != null) {
      return Optional.of(new Chosen(credential(publicKey(server, key)), Optional.empty()));
    }
    try {
      JsonObject made = SigningKey.generate();
      return Optional.of(new Chosen(credential(SigningKey.publicHalf(made)), Optional.of(made)));
    } catch (JsonFault e) {
      throw new IllegalStateException("a key that was just made is one", e);
    }
  }

  private PublicJwk publicKey(ServerOptions server, String file) throws CommandFailed {
    try {
      return read(server.shell().file(file));
    } catch (JsonFault e) {
      throw CommandFailed.usage("the key cannot be used: " + e.text());
    }
  }

  private Chosen shown(JsonObject certificate) throws CommandFailed {
    if (keyed() || secretHash != null) {
      throw CommandFailed.usage("a certificate goes with no key and no secret: one of them");
    }
    if (vouched()) {
      throw CommandFailed.usage("a certificate goes with no other issuer: one of them");
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

  /** Whether there is an option that is for another issuer. */
  private boolean vouched() {
    return issuer != null || subject != null || reusable;
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

  private Chosen federated(ServerOptions server) throws CommandFailed {
    if (issuer == null || subject == null) {
      throw CommandFailed.usage("--issuer and --subject go together: who vouches, and for whom");
    }
    boolean rsa = algorithm != null && key == null;
    if (fresh || rsa || secretHash != null || typeRequired || tokenEndpoint) {
      throw CommandFailed.usage("--issuer goes with its keys, and with no option for the app's");
    }
    if (secrets.out != null) {
      throw CommandFailed.usage("with --issuer there is no secret that --out could keep");
    }
    JsonObject.Builder credential =
        JsonObject.builder()
            .put("type", "federated")
            .put("issuer", issuer)
            .put("subject", subject)
            .put("reusable", reusable);
    if (keySet != null && key == null) {
      return new Chosen(credential.put("jwks_uri", keySet).build(), Optional.empty());
    }
    if (key != null && keySet == null) {
      JsonObject jwk = publicKey(server, key).json();
      return new Chosen(credential.put("jwk", jwk).build(), Optional.empty());
    }
    throw CommandFailed.usage("--issuer has its keys by one of --key FILE and --jwks-uri URL");
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
    if (PublicPem.holdsPrivate(text)) {
      throw CommandFailed.usage(
          "that is a private key; its public half: openssl pkey -in " + file + " -pubout");
    }
    Optional<PublicJwk> pem =
        PublicPem.read(text, Optional.ofNullable(algorithm).flatMap(SignatureAlgorithm::parse));
    if (pem.isPresent()) {
      return pem.get();
    }
    byte[] json = text.getBytes(StandardCharsets.UTF_8);
    return SigningKey.publicHalf(new JsonReader(JsonLimits.REQUEST).object(json));
  }
}
