package dev.postern.checks.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.checks.Shows;
import dev.postern.checks.attacks.Endpoint.Body;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** H2 to H4: media types, character sets and codings that are not taken, and control characters. */
@Tag("attacks")
@ExtendWith(AttackedSite.class)
final class Rfc9110_8ContentTest {

  private static final Set<Integer> BAD = Set.of(400);
  private static final Set<Integer> UNSUPPORTED = Set.of(400, 415);

  @ParameterizedTest
  @ArgumentsSource(Endpoints.Reading.class)
  void aMediaTypeThatIsNotTakenIsRefused(Endpoint endpoint, Site site) {
    for (String type :
        List.of(
            "text/plain",
            "multipart/form-data; boundary=x",
            "application/xml",
            "application/octet-stream",
            "application/jwt",
            "*/*",
            "json",
            "application/json, text/plain",
            endpoint.body().type() + ";",
            endpoint.body().type() + "; charset",
            endpoint.body().type() + "; boundary=" + Site.MARK,
            endpoint.body().type() + "; charset=utf-7",
            endpoint.body().type() + "; charset=utf-16",
            endpoint.body().type() + "; charset=ibm037",
            endpoint.body().type() + "; charset=iso-8859-1",
            endpoint.body().type() + "; charset=" + Site.MARK,
            endpoint.body().type() + "; charset=utf-8; charset=utf-7",
            endpoint.body().isJson()
                ? "application/x-www-form-urlencoded"
                : "application/json-patch+json")) {
      Body body = new Body(type, endpoint.body().text(), endpoint.body().limit());
      site.attack(endpoint, type, endpoint.sending(body).request(), UNSUPPORTED);
    }
    String none = endpoint.request().replace("Content-Type: " + endpoint.body().type(), "X: y");
    site.attack(endpoint, "no type", none, UNSUPPORTED);
    String two = "Content-Type: " + endpoint.body().type() + "\r\n";
    site.attack(endpoint, "two types", endpoint.request(two), UNSUPPORTED);
    site.attack(endpoint, "two types", endpoint.request("Content-Type: a/b\r\n"), UNSUPPORTED);
  }

  @ParameterizedTest
  @ArgumentsSource(Endpoints.Reading.class)
  void utf8IsTakenByAnyOfItsSpellings(Endpoint endpoint, Site site) throws IOException {
    for (String charset : List.of("; charset=utf-8", ";charset=UTF-8", " ; charset=\"utf-8\"")) {
      Body body = endpoint.body();
      Body other = new Body(body.type() + charset, body.text(), body.limit());
      assertThat(endpoint.normal())
          .contains(site.attack(endpoint, endpoint.sending(other).request()).status());
    }
  }

  @ParameterizedTest
  @ArgumentsSource(Endpoints.Every.class)
  void noContentCodingIsTaken(Endpoint endpoint, Site site) {
    for (String coding : List.of("gzip", "br", "zstd", "deflate", "gzip, gzip", "identity", "")) {
      String line = "Content-Encoding: " + coding + "\r\n";
      site.attack(endpoint, line, endpoint.request(line), Set.of(415));
    }
  }

  @ParameterizedTest
  @ArgumentsSource(Endpoints.Every.class)
  void noAnswerIsCompressed(Endpoint endpoint, Site site) throws IOException {
    for (String accepted : List.of("*", "gzip, deflate, br, zstd", "identity;q=0, *;q=1")) {
      RawAnswer answer =
          site.attack(endpoint, endpoint.request("Accept-Encoding: " + accepted + "\r\n"));
      assertThat(endpoint.normal()).contains(answer.status());
      assertThat(answer.headers("Content-Encoding")).isEmpty();
    }
  }

  @ParameterizedTest
  @ArgumentsSource(Endpoints.Every.class)
  void aPathHasOneSpelling(Endpoint endpoint, Site site) {
    String path = endpoint.target();
    for (String other :
        List.of(
            path + "/",
            "/" + path,
            "/." + path,
            "/x/.." + path,
            path.replace("/", "//"),
            "/%" + Integer.toHexString(path.charAt(1)) + path.substring(2),
            path.replaceFirst("/", "%2f"),
            path.substring(0, 1) + path.substring(1).replaceFirst("/", "%2F"),
            path.toUpperCase(Locale.ROOT),
            path + ".css",
            path + "/x.css",
            path + ";a=b",
            path + "%00",
            path + "%",
            path + "%f",
            path + "%zz",
            path + "%u0041",
            path + "%c0%af",
            path + "%ed%a0%80",
            path + "%0d%0aX:%20" + Site.MARK,
            path + "\\",
            path + "\"" + Site.MARK,
            path + "<" + Site.MARK + ">")) {
      // In a query some of these are a value like any other, and a uid has an error of its own.
      // Of a registration some are the name of an app that is not there: RFC 7592 2.1 wants 401.
      Set<Integer> refused =
          path.contains("/register/")
              ? Set.of(400, 401, 404, 405, 429)
              : Set.of(400, 403, 404, 405);
      if (!other.contains("?") && !other.equals(path)) {
        Endpoint elsewhere = endpoint.at(other);
        site.attack(elsewhere, other, elsewhere.request(), refused);
      }
    }
  }

  @ParameterizedTest
  @ArgumentsSource(Endpoints.Every.class)
  void aQueryThatIsMalformedIsRefusedOrNotReadAtAll(Endpoint endpoint, Site site) {
    boolean read = endpoint.guarded() || endpoint.body().some();
    Set<Integer> answers = read ? Set.of(400) : endpoint.normal();
    for (String query :
        List.of(
            "%",
            "%f",
            "%zz",
            "%u0041",
            "a=%c0%af",
            "a=%ed%a0%80",
            "a=%e2%82",
            "a=%00",
            "a=%0d%0a",
            "a=%7f",
            "=" + Site.MARK,
            "=",
            "==",
            "a=1&a=2",
            "&",
            "a%00=b",
            "a=%C2%85",
            "client_secret=" + Site.MARK,
            "access_token=" + Site.MARK,
            Site.MARK + "[]=1",
            "a;b",
            "&".repeat(2000))) {
      site.attack(endpoint, query, endpoint.asking(query).request(), answers);
    }
  }

  @Shows("R-HTTP-3")
  @ParameterizedTest
  @ArgumentsSource(Endpoints.ReadingForms.class)
  void aFormThatIsMalformedIsRefused(Endpoint endpoint, Site site) {
    for (String extra :
        List.of(
            "%",
            "%f",
            "%zz",
            "%u0041",
            "a=%c0%af",
            "a=%ed%a0%80",
            "a=%e2%82",
            "a=%00",
            "a=%0d%0a",
            "a=%09",
            "a=%7f",
            "a=%C2%85",
            "a%00=b",
            "a=\u00e4",
            "a=\0",
            "a=\r\n",
            "a= b",
            "\u00ef",
            "scope=%00",
            "audience=%0a",
            "a=1&a=2",
            "&".repeat(30_000))) {
      site.attack(
          endpoint, extra, endpoint.sending(endpoint.body().text() + "&" + extra).request(), BAD);
    }
    site.attack(
        endpoint,
        "BOM",
        endpoint.sending("\u00ef\u00bb\u00bf" + endpoint.body().text()).request(),
        BAD);
  }

  @ParameterizedTest
  @ArgumentsSource(Endpoints.ReadingForms.class)
  void aFormIsReadInOneWay(Endpoint endpoint, Site site) {
    String form = endpoint.body().text();
    // The first parameter is one without which there is no request.
    String name = form.substring(0, form.indexOf('='));
    String coded = "%25" + Integer.toHexString(name.charAt(0)) + name.substring(1);
    List<String> others =
        new ArrayList<>(
            List.of(
                form.replace('&', ';'),
                form.replaceFirst(name, name + "[]"),
                form.replaceFirst(name, name.charAt(0) + "." + name.substring(1)),
                form.replaceFirst(name, name.toUpperCase(Locale.ROOT)),
                form.replaceFirst(name, coded)));
    String type = "client_credentials";
    if (form.contains(type)) {
      for (String other :
          List.of(
              "client%5Fcredential%C5%BF",
              "CLIENT_CREDENTIALS", type + "+", "%E2%80%8B" + type, "cl%C4%B1ent_credentials")) {
        others.add(form.replaceFirst(type, other));
      }
    }
    // Each would be the request in order to a reader who is lenient in some way.
    for (String other : others) {
      site.attack(endpoint, other, endpoint.sending(other).request(), Set.of(400, 401));
    }
  }
}
