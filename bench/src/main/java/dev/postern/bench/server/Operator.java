package dev.postern.bench.server;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Who administers a server, with one token for its Admin API. */
public final class Operator {

  private static final JsonReader JSON = new JsonReader(JsonLimits.REQUEST);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final JsonObject file;
  private final URI admin;
  private final String token;

  /** The operator of a data folder whose server runs; its file says where. */
  public Operator(Path data) throws IOException, InterruptedException {
    try {
      this.file = JSON.object(Files.readAllBytes(data.resolve("operator.json")));
      this.admin = URI.create(file.string("admin_audience") + "/");
    } catch (JsonFault e) {
      throw new IOException("the operator's file is not what it should be", e);
    }
    this.token = token("admin_audience");
  }

  private String token(String audience) throws IOException, InterruptedException {
    try {
      String form =
          "grant_type=client_credentials&client_id=%s&client_secret=%s&audience=%s"
              .formatted(
                  file.string("client_id"),
                  file.string("client_secret"),
                  URLEncoder.encode(file.string(audience), StandardCharsets.UTF_8));
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(file.string("token_endpoint")))
              .timeout(Duration.ofSeconds(10))
              .header("Content-Type", "application/x-www-form-urlencoded")
              .POST(HttpRequest.BodyPublishers.ofString(form))
              .build();
      return JSON.object(send(request).getBytes(StandardCharsets.UTF_8)).string("access_token");
    } catch (JsonFault e) {
      throw new IOException("the operator's file or token is not what it should be", e);
    }
  }

  /** That token, which is good for some minutes. */
  public String token() {
    return token;
  }

  /** A token for the accounts of the same server. */
  public String identityToken() throws IOException, InterruptedException {
    return token("identity_audience");
  }

  /** Blocks an app; done when this returns. */
  public void block(ClientId app) throws IOException, InterruptedException {
    send(
        HttpRequest.newBuilder(admin.resolve("apps/" + app.text()))
            .timeout(Duration.ofSeconds(10))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method("PATCH", HttpRequest.BodyPublishers.ofString("{\"status\":\"blocked\"}"))
            .build());
  }

  private String send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException("the server answered " + response.statusCode());
    }
    return response.body();
  }
}
