package dev.postern.console.screen.apps;

import java.util.List;

/**
 * How an app gets its token, ready to be pasted. No secret stands in any of them: it comes from
 * where it is kept.
 */
public final class Snippets {

  private static final String CURL =
      """
      curl -s ISSUERservice/oauth/token \\
        -u "CLIENT_ID:$POSTERN_CLIENT_SECRET" \\
        -d grant_type=client_credentials \\
        -d audience=AUDIENCE
      """;

  private static final String JAVA =
      """
      TokenSource tokens = PosternClient.of("ISSUER")
          .credentials("CLIENT_ID", System.getenv("POSTERN_CLIENT_SECRET"))
          .audience("AUDIENCE");
      request.header("Authorization", tokens.authorization());
      """;

  private static final String SPRING =
      """
      spring:
        security:
          oauth2:
            client:
              provider:
                postern:
                  token-uri: ISSUERservice/oauth/token
              registration:
                api:
                  provider: postern
                  client-id: CLIENT_ID
                  client-secret: ${POSTERN_CLIENT_SECRET}
                  authorization-grant-type: client_credentials
      # and the parameter audience=AUDIENCE where the app is granted several APIs
      """;

  private static final String NODE =
      """
      import * as oauth from "oauth4webapi";

      const issuer = new URL("ISSUER");
      const server = await oauth.processDiscoveryResponse(issuer,
        await oauth.discoveryRequest(issuer, { algorithm: "oauth2" }));
      const client = { client_id: "CLIENT_ID" };
      const response = await oauth.clientCredentialsGrantRequest(server, client,
        oauth.ClientSecretBasic(process.env.POSTERN_CLIENT_SECRET),
        new URLSearchParams({ audience: "AUDIENCE" }));
      const { access_token } = await oauth.processClientCredentialsResponse(server, client, response);
      """;

  private static final String KUBERNETES =
      """
      # kubectl create secret generic postern --from-literal=client-secret=…
      env:
        - name: POSTERN_ISSUER
          value: ISSUER
        - name: POSTERN_CLIENT_ID
          value: CLIENT_ID
        - name: POSTERN_CLIENT_SECRET
          valueFrom:
            secretKeyRef:
              name: postern
              key: client-secret
      """;

  private Snippets() {}

  /**
   * One way.
   *
   * @param id for the page
   * @param name what it is for
   * @param text what is pasted
   */
  public record Snippet(String id, String name, String text) {}

  static List<Snippet> of(String issuer, String clientId, String audience) {
    String below = issuer.endsWith("/") ? issuer : issuer + "/";
    return List.of(
            new Snippet("curl", "curl", CURL),
            new Snippet("java", "Java", JAVA),
            new Snippet("spring", "Spring", SPRING),
            new Snippet("node", "Node", NODE),
            new Snippet("kubernetes", "Kubernetes", KUBERNETES))
        .stream()
        .map(each ->
            new Snippet(
                each.id(),
                each.name(),
                each.text()
                    .strip()
                    .replace("ISSUERservice", below + "service")
                    .replace("_ISSUER", "_\0")
                    .replace("ISSUER", issuer)
                    .replace("_\0", "_ISSUER")
                    .replace("POSTERN_CLIENT_ID", "\0")
                    .replace("CLIENT_ID", clientId)
                    .replace("\0", "POSTERN_CLIENT_ID")
                    .replace("AUDIENCE", audience)))
        .toList();
  }
}
