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
import java.util.Map;
import java.util.Optional;

/** Postern's own APIs, called by the operator: what is read and changed under load. */
final class PosternApis {

  private final URI account;
  private final String identityToken;
  private final URI app;
  private final String adminToken;

  private PosternApis(URI account, String identityToken, URI app, String adminToken) {
    this.account = account;
    this.identityToken = identityToken;
    this.app = app;
    this.adminToken = adminToken;
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
    String client = text(json(Files.readString(run.resolve("client.json"))), "client_id");
    return new PosternApis(
        account,
        identityToken,
        URI.create(admin + "/apps/" + client),
        token(http, operator, admin));
  }

  /** Reads one account of the Identity Management API. */
  Call readAccount() {
    return Call.read(account, identityToken);
  }

  /** Gives an app another name: the smallest change that is one. */
  Call renameApp() {
    return Call.patch(app, "{\"name\":\"bench $n\"}", adminToken);
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

  private static Map<String, Object> json(String text) throws NotMeasured {
    try {
      return JSONObjectUtils.parse(text);
    } catch (ParseException e) {
      throw new NotMeasured("Postern answered something else than JSON: " + text);
    }
  }

  private static String text(Map<String, Object> object, String name) throws NotMeasured {
    return Optional.ofNullable(object.get(name))
        .map(Object::toString)
        .orElseThrow(() -> new NotMeasured("Postern answered without " + name + ": " + object));
  }
}
