package dev.postern.bench;

import com.nimbusds.jose.util.JSONObjectUtils;
import dev.postern.bench.load.Call;
import dev.postern.bench.process.NotMeasured;
import dev.postern.bench.subject.Http;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Postern's own APIs, called by the operator: what is read and changed under load, or made for it.
 */
final class PosternApis {

  private final Http http;
  private final String admin;
  private final String adminToken;
  private final Call readAccount;
  private final String client;

  private PosternApis(Http http, String admin, String adminToken, Call readAccount, String client) {
    this.http = http;
    this.admin = admin;
    this.adminToken = adminToken;
    this.readAccount = readAccount;
    this.client = client;
  }

  /**
   * Gets the tokens and makes an account.
   *
   * @param run the folder of the run, with {@code data/operator.json} and the client's credential
   */
  static PosternApis open(Contender postern, Path run)
      throws NotMeasured, IOException, InterruptedException {
    Http http = postern.http();
    Map<String, Object> operator = json(Files.readString(run.resolve("data/operator.json")));
    String identity = text(operator, "identity_audience");
    String admin = text(operator, "admin_audience");
    String identityToken = token(http, operator, identity);
    HttpResponse<String> made =
        http.json(
            "POST",
            URI.create(identity + "/account"),
            """
            {"FirstName":"Ada","LastName":"Lovelace","Company":"Analytical Engines","Email":[{"Type":"Primary","Value":"ada@example.com"}]}\
            """,
            identityToken);
    URI account = URI.create(identity + "/account/" + text(json(made.body()), "Uid"));
    return new PosternApis(
        http,
        admin,
        token(http, operator, admin),
        Call.read(account, identityToken),
        text(json(Files.readString(run.resolve("client.json"))), "client_id"));
  }

  /** Reads one account of the Identity Management API. */
  Call readAccount() {
    return readAccount;
  }

  /** Gives an app another name: the smallest change that is one. */
  Call renameApp() {
    return Call.patch(URI.create(admin + "/apps/" + client), "{\"name\":\"bench $n\"}", adminToken);
  }

  /** Makes what {@code json} says through the Admin API; the answer. */
  Map<String, Object> make(String path, String json)
      throws NotMeasured, IOException, InterruptedException {
    HttpResponse<String> made = http.json("POST", URI.create(admin + path), json, adminToken);
    if (made.statusCode() != 201) {
      throw new NotMeasured("Postern made nothing at %s: %s".formatted(path, made.body()));
    }
    return json(made.body());
  }

  /** The id of the API that tokens for {@code audience} are for. */
  String apiId(String audience) throws NotMeasured, IOException, InterruptedException {
    HttpResponse<String> answer =
        http.get(URI.create(admin + "/apis?limit=100"), Optional.of(adminToken));
    if (json(answer.body()).get("items") instanceof List<?> items) {
      for (Object item : items) {
        if (item instanceof Map<?, ?> api && audience.equals(api.get("identifier"))) {
          return String.valueOf(api.get("id"));
        }
      }
    }
    throw new NotMeasured("Postern has no API " + audience);
  }

  private static String token(Http http, Map<String, Object> operator, String audience)
      throws NotMeasured, IOException, InterruptedException {
    String form =
        "grant_type=client_credentials&client_id=%s&client_secret=%s&audience=%s"
            .formatted(
                text(operator, "client_id"),
                text(operator, "client_secret"),
                URLEncoder.encode(audience, StandardCharsets.UTF_8));
    HttpResponse<String> answer = http.form(URI.create(text(operator, "token_endpoint")), form);
    return text(json(answer.body()), "access_token");
  }

  /** An answer as JSON. */
  static Map<String, Object> json(String text) throws NotMeasured {
    try {
      return JSONObjectUtils.parse(text);
    } catch (ParseException e) {
      throw new NotMeasured("Postern answered something else than JSON: " + text);
    }
  }

  /** A member that must be there. */
  static String text(Map<String, Object> object, String name) throws NotMeasured {
    return Optional.ofNullable(object.get(name))
        .map(Object::toString)
        .orElseThrow(() -> new NotMeasured("Postern answered without " + name + ": " + object));
  }
}
