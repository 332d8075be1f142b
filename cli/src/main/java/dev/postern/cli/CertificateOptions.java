package dev.postern.cli;

import dev.postern.protocol.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The certificate that an app is to prove itself by in TLS: one itself, or whichever an authority
 * of the tenant issued under exactly one name (RFC 8705 section 2.1.2).
 */
final class CertificateOptions {

  /** One, and nothing beside it: of several the server could not know which is meant. */
  private static final Pattern PEM =
      Pattern.compile(
          "\\s*+-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\\s]++-----END CERTIFICATE-----\\s*+");

  @Option(
      names = "--certificate",
      paramLabel = "FILE",
      description = "The app's own certificate (PEM), which it shows in TLS instead of a secret.")
  @Nullable String file;

  @Option(
      names = "--subject-dn",
      paramLabel = "NAME",
      description =
          "Any certificate of the tenant's authorities with this subject, as CN=mover,O=Example.")
  @Nullable String subject;

  @Option(
      names = "--san-dns",
      paramLabel = "NAME",
      description = "The same by a domain name among its alternative names.")
  @Nullable String domain;

  @Option(names = "--san-uri", paramLabel = "URI", description = "The same by a URI.")
  @Nullable String uri;

  @Option(names = "--san-ip", paramLabel = "ADDRESS", description = "The same by an address.")
  @Nullable String address;

  @Option(
      names = "--san-email",
      paramLabel = "ADDRESS",
      description = "The same by an e-mail address.")
  @Nullable String email;

  /** The members of the credential that was asked for, or empty. */
  Optional<JsonObject> chosen(Shell shell) throws CommandFailed {
    Map<String, String> names = new LinkedHashMap<>();
    put(names, "subject_dn", subject);
    put(names, "san_dns", domain);
    put(names, "san_uri", uri);
    put(names, "san_ip", address);
    put(names, "san_email", email);
    int several = names.size() + (file == null ? 0 : 1);
    if (several == 0) {
      return Optional.empty();
    }
    if (several > 1) {
      throw CommandFailed.usage(
          "one of --certificate, --subject-dn, --san-dns, --san-uri, --san-ip and --san-email");
    }
    JsonObject.Builder credential = JsonObject.builder().put("type", "certificate");
    names.forEach(credential::put);
    if (file != null) {
      credential.put("pem", pem(shell.file(file)));
    }
    return Optional.of(credential.build());
  }

  private static void put(Map<String, String> names, String member, @Nullable String value) {
    if (value != null) {
      names.put(member, value);
    }
  }

  /** The one certificate in a file; nothing else goes out, least of all the key beside it. */
  static String pem(Path file) throws CommandFailed {
    String text = read(file);
    if (text.contains("PRIVATE KEY-----")) {
      throw CommandFailed.usage(
          "there is a private key in that file, which is for nobody else; the certificate alone:"
              + " openssl x509 -in "
              + file);
    }
    if (!PEM.matcher(text).matches()) {
      throw CommandFailed.usage(
          "the file holds one certificate in PEM and nothing beside it: openssl x509 -in " + file);
    }
    return text;
  }

  private static String read(Path file) throws CommandFailed {
    try {
      byte[] content =
          OwnerFile.read(file)
              .orElseThrow(() -> CommandFailed.usage("there is no certificate file " + file));
      return new String(content, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw CommandFailed.usage("the certificate file cannot be read: " + file);
    }
  }
}
