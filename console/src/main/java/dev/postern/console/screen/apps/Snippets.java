package dev.postern.console.screen.apps;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How an app gets its token, ready to be pasted. No secret stands in any of them: it comes from
 * where it is kept.
 */
public final class Snippets {

  private static final Pattern OPEN = Pattern.compile("«([A-Z_]+)»");

  private static final String CURL =
      """
      curl -s «BELOW»service/oauth/token \\
        -u "«CLIENT_ID»:$POSTERN_CLIENT_SECRET" \\
        -d grant_type=client_credentials \\
        --data-urlencode 'audience=«AUDIENCE»'
      """;

  private static final String JAVA =
      """
      TokenSource tokens = PosternClient.of("«ISSUER»")
          .credentials("«CLIENT_ID»", System.getenv("POSTERN_CLIENT_SECRET"))
          .audience("«AUDIENCE»");
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
                  token-uri: «BELOW»service/oauth/token
              registration:
                api:
                  provider: postern
                  client-id: «CLIENT_ID»
                  client-secret: ${POSTERN_CLIENT_SECRET}
                  authorization-grant-type: client_credentials
      # and the parameter audience=«AUDIENCE» where the app is granted several APIs
      """;

  private static final String NODE =
      """
      import * as oauth from "oauth4webapi";

      const issuer = new URL("«ISSUER»");
      «HTTP_LINE»const server = await oauth.processDiscoveryResponse(issuer,
        await oauth.discoveryRequest(issuer, { «HTTP_OPTIONS»algorithm: "oauth2" }));
      const client = { client_id: "«CLIENT_ID»" };
      const response = await oauth.clientCredentialsGrantRequest(server, client,
        oauth.ClientSecretBasic(process.env.POSTERN_CLIENT_SECRET),
        new URLSearchParams({ audience: "«AUDIENCE»" })«HTTP_ARGUMENT»);
      const { access_token } = await oauth.processClientCredentialsResponse(server, client, response);
      """;

  private static final String HTTP_LINE =
      "const options = { [oauth.allowInsecureRequests]: true }; // only for http, on your own"
          + " machine\n";

  private static final String KUBERNETES =
      """
      # kubectl create secret generic postern --from-literal=client-secret=…
      env:
        - name: POSTERN_ISSUER
          value: «ISSUER»
        - name: POSTERN_CLIENT_ID
          value: «CLIENT_ID»
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
    return List.of(
        new Snippet("curl", "curl", filled(CURL, issuer, clientId, forShell(audience))),
        new Snippet("java", "Java", filled(JAVA, issuer, clientId, forString(audience))),
        new Snippet("spring", "Spring", filled(SPRING, issuer, clientId, audience)),
        new Snippet("node", "Node", filled(NODE, issuer, clientId, forString(audience))),
        new Snippet("kubernetes", "Kubernetes", filled(KUBERNETES, issuer, clientId, audience)));
  }

  private static String filled(String text, String issuer, String clientId, String audience) {
    // oauth4webapi asks over https alone unless it is told otherwise.
    boolean http = issuer.startsWith("http://");
    Map<String, String> values =
        Map.of(
            "ISSUER", issuer,
            "BELOW", issuer.endsWith("/") ? issuer : issuer + "/",
            "CLIENT_ID", clientId,
            "AUDIENCE", audience,
            "HTTP_LINE", http ? HTTP_LINE : "",
            "HTTP_OPTIONS", http ? "...options, " : "",
            "HTTP_ARGUMENT", http ? ", options" : "");
    return OPEN.matcher(text.strip())
        .replaceAll(open -> Matcher.quoteReplacement(values.getOrDefault(open.group(1), "")));
  }

  /**
   * Between single quotes of a shell. Whoever may define an API names it as he likes, and others
   * paste the name where they may do more than he.
   */
  private static String forShell(String text) {
    return text.replace("'", "'\\''");
  }

  /** Between double quotes of Java and JavaScript. */
  private static String forString(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"");
  }
}
