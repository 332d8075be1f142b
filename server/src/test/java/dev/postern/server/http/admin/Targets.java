package dev.postern.server.http.admin;

import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.SignatureAlgorithm;
import dev.postern.server.TestCertificates;
import dev.postern.server.http.admin.Description.Operation;
import java.util.ArrayList;
import java.util.List;

/** Fresh things for the calls of the description to be made on. */
final class Targets {

  private static final int SCOPES = 100;

  private final AdminSite site;
  private final List<String> shared = new ArrayList<>();
  private int made;

  Targets(AdminSite site) {
    this.site = site;
  }

  /** A name that nothing has. */
  String name() {
    made++;
    return "t" + made;
  }

  /** An API without a limit of its own that knows {@code read} and s1 to s99. */
  String api() {
    StringBuilder scopes = new StringBuilder("{\"name\":\"read\"}");
    for (int i = 1; i < SCOPES; i++) {
      scopes.append(",{\"name\":\"s").append(i).append("\"}");
    }
    return site.post(
            "/apis",
            ("{\"identifier\":\"urn:%s\",\"name\":\"n\",\"token_lifetime_seconds\":1,"
                    + "\"max_token_lifetime_seconds\":2592000,\"scopes\":[%s]}")
                .formatted(name(), scopes))
        .text("id");
  }

  /** APIs that stay the same from call to call. */
  List<String> apis(int count) {
    while (shared.size() < count) {
      shared.add(api());
    }
    return List.copyOf(shared.subList(0, count));
  }

  /** The path of {@code operation}, leading to something made for it alone. */
  String path(Operation operation) {
    String path = operation.path();
    if (path.startsWith("/apis/")) {
      return path.replace("{id}", api());
    }
    if (path.equals("/certificate-authorities/{id}")) {
      String pem = TestCertificates.authority("CN=" + name()).pem().replace("\n", "\\n");
      String body = "{\"name\":\"n\",\"pem\":\"" + pem + "\"}";
      return path.replace("{id}", site.post("/certificate-authorities", body).text("id"));
    }
    if (path.equals("/keys/{kid}")) {
      // One that was published just now may be removed.
      JsonObject rotated = site.post("/keys/rotate", "{}").items().getFirst();
      return path.replace("{kid}", Description.text(rotated, "kid"));
    }
    if (path.equals("/keys/rotate")) {
      algorithms();
      return path;
    }
    if (path.startsWith("/registration-policies")) {
      return path.replace("{id}", policy());
    }
    if (path.startsWith("/tenants/")) {
      String name = name();
      site.tenant(name);
      return path.replace("{name}", name);
    }
    if (!path.contains("{client_id}")) {
      return path;
    }
    JsonObject app = site.post("/apps", "{\"name\":\"An app\"}").body();
    String id = Description.text(app, "client_id");
    String filled =
        path.replace("{client_id}", id).replace("{id}", Description.text(app, "credential_id"));
    if (!filled.contains("{api_id}")) {
      return filled;
    }
    String api = api();
    if (!operation.method().equals("PUT")) {
      site.grant(id, api, "read");
    }
    return filled.replace("{api_id}", api);
  }

  /** The path of somebody who is invited already. */
  String person() {
    String body = "{\"name\":\"Ada\",\"credential\":{\"type\":\"invitation\"}}";
    return "/apps/" + site.post("/apps", body).text("client_id");
  }

  /** A registration policy. */
  private String policy() {
    String api = apis(1).getFirst();
    return site.post(
            "/registration-policies",
            "{\"name\":\"%s\",\"grants\":[{\"api_id\":\"%s\",\"scopes\":[\"read\"]}]}"
                .formatted(name(), api))
        .text("id");
  }

  /** Sees to it that there is a key for each algorithm. */
  private void algorithms() {
    if (site.get("/keys").items().size() > SignatureAlgorithm.values().length) {
      return;
    }
    for (SignatureAlgorithm algorithm : SignatureAlgorithm.values()) {
      site.post(
          "/apis",
          "{\"identifier\":\"urn:%s\",\"name\":\"n\",\"signing_algorithm\":\"%s\"}"
              .formatted(name(), algorithm.text()));
    }
  }
}
