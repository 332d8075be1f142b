package dev.postern.checks.rules;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Who may import whom. A place is a module ({@code protocol}) or, inside the server, a package of
 * it ({@code server.policy}); deeper packages belong to the place that they stand in, and the
 * server's own package is {@code server}.
 */
final class Layout {
  private static final String ROOT = "dev.postern.";

  /**
   * What each module may see. Where a module is seen, so are the value types of what it is made
   * from.
   */
  static final Map<String, Set<String>> MODULES =
      Map.ofEntries(
          Map.entry("protocol", Set.of()),
          Map.entry("verifier", Set.of("protocol")),
          Map.entry("client", Set.of("protocol")),
          Map.entry("spring", Set.of("verifier", "client", "protocol")),
          Map.entry("store", Set.of("protocol")),
          Map.entry("jdbc", Set.of("store", "protocol")),
          Map.entry("server", Set.of("store", "protocol")),
          Map.entry("console", Set.of("protocol")),
          Map.entry("guard", Set.of("verifier", "protocol")),
          Map.entry("cli", Set.of("client", "protocol")),
          Map.entry("app", Set.of("server", "jdbc", "console", "cli", "store", "protocol")),
          Map.entry("examples", Set.of("verifier", "client", "protocol")));

  /** The packages of the server. Besides these each may see the module {@code protocol}. */
  static final Map<String, Set<String>> SERVER =
      Map.ofEntries(
          Map.entry("config", Set.of()),
          Map.entry("refusal", Set.of()),
          Map.entry("keysets", Set.of("config", "store")),
          Map.entry("openid", Set.of("config", "refusal", "store")),
          Map.entry("certificates", Set.of("config", "refusal", "store")),
          Map.entry("clientauth", Set.of("config", "keysets", "certificates", "refusal", "store")),
          Map.entry("grant", Set.of("config", "clientauth", "refusal", "store")),
          Map.entry("possession", Set.of("config", "session", "refusal", "store")),
          Map.entry("policy", Set.of("config", "grant", "possession", "store", "refusal")),
          Map.entry("session", Set.of("config", "store")),
          Map.entry("limits", Set.of("config", "policy", "refusal", "store")),
          Map.entry("mint", Set.of("config", "policy", "session")),
          Map.entry("signing", Set.of("config", "store")),
          Map.entry(
              "issuance",
              Set.of(
                  "config",
                  "clientauth",
                  "grant",
                  "possession",
                  "policy",
                  "session",
                  "limits",
                  "mint",
                  "signing",
                  "refusal",
                  "store")),
          Map.entry("introspection", Set.of("config", "clientauth", "signing", "refusal", "store")),
          Map.entry("revocation", Set.of("config", "clientauth", "signing", "refusal", "store")),
          Map.entry(
              "access", Set.of("config", "signing", "session", "possession", "refusal", "store")),
          Map.entry("identity", Set.of("config", "clientauth", "refusal", "store")),
          Map.entry(
              "admin",
              Set.of(
                  "config",
                  "clientauth",
                  "openid",
                  "policy",
                  "signing",
                  "revocation",
                  "refusal",
                  "store")),
          Map.entry("replica", Set.of("config", "store")),
          Map.entry(
              "http",
              Set.of(
                  "config",
                  "issuance",
                  "introspection",
                  "revocation",
                  "access",
                  "identity",
                  "admin",
                  "signing",
                  "refusal")));

  /**
   * Where only the result of a step may be seen, and not the step: from, to, and the end of the
   * type's name.
   */
  private static final List<Edge> RESULTS_ONLY =
      List.of(
          new Edge("grant", "clientauth", "AuthenticatedClient"),
          new Edge("policy", "grant", "Authorization"),
          new Edge("policy", "possession", "Confirmation"),
          new Edge("limits", "policy", "Permit"),
          new Edge("mint", "policy", "Permit"));

  /** Every exception to the tables above; there are no others. */
  private static final List<Edge> EXCEPTIONS =
      List.of(
          // A permit names the client that it is for, to whoever reads it.
          new Edge("policy", "clientauth", "AuthenticatedClient"),
          new Edge("limits", "clientauth", "AuthenticatedClient"),
          new Edge("mint", "clientauth", "AuthenticatedClient"),
          // Claims are written from the nouns that a permit holds; that this stays pure is a rule
          // of its own.
          new Edge("mint", "store", ""),
          // Only minted claims can be signed.
          new Edge("signing", "mint", "AccessTokenClaims"),
          // A tenant's session key is sealed and opened like its signing keys.
          new Edge("signing", "session", "SessionKey"),
          // What closes is the old part of a session.
          new Edge("revocation", "session", "SessionKey"),
          // Whether a token stands is one check, for the built-in APIs and whoever asks about it.
          new Edge("introspection", "access", "Standing"),
          new Edge("revocation", "access", "Standing"),
          new Edge("grant", "access", "Standing"),
          // Rules of the steps before its own are explained with its own, one by one.
          new Edge("policy", "clientauth", "Admission"),
          new Edge("policy", "grant", "Target"),
          // Why a token stands or does not is told where it is decided.
          new Edge("admin", "access", "Examination"),
          // Where no key can be fetched from is refused when it is named.
          new Edge("admin", "keysets", "Destinations"),
          // Apps register themselves only so often.
          new Edge("admin", "limits", "RegistrationRate"),
          // Only so many who sign in wait for the OpenID provider.
          new Edge("admin", "limits", "Places"),
          // Which certificates can prove an app, or vouch for one, is said when they are named.
          new Edge("admin", "certificates", "Acceptance"),
          // A client revokes only so often.
          new Edge("revocation", "limits", "RevocationRate"),
          // A tenant's host and issuer are made from its name, or from the path that it was given,
          // and the name is what a request is for.
          new Edge("config", "store", "TenantName"),
          new Edge("config", "store", "IssuerPath"),
          new Edge("http", "store", "TenantName"),
          // The metadata documents tell the built-in APIs and their scopes.
          new Edge("http", "store", "BuiltInApi"),
          new Edge("http", "store", "ApiScope"),
          // They name what the tenant's profile takes, and nothing else.
          new Edge("http", "store", "Profile"),
          // A request is parsed once, into the closed sets that these two steps take.
          new Edge("http", "clientauth", "Proof"),
          new Edge("http", "possession", "Shown"),
          new Edge("http", "grant", "Request"));

  /**
   * One way to look: from a package of the server to the types of another whose outermost name ends
   * so.
   */
  private record Edge(String from, String to, String ending) {
    boolean is(String from, String to) {
      return this.from.equals(from) && this.to.equals(to);
    }

    boolean shows(JavaClass type) {
      return outermost(type).endsWith(ending);
    }
  }

  private Layout() {}

  static boolean ours(JavaClass type) {
    return type.getPackageName().startsWith(ROOT);
  }

  /** The module of a class of ours. */
  static String module(JavaClass type) {
    return segment(type, 0);
  }

  /**
   * The package of a class of ours below its module, one step deep; empty for the module's own
   * package.
   */
  static String area(JavaClass type) {
    return segment(type, 1);
  }

  /** May {@code from} depend on {@code to}? Both are ours. */
  static boolean maySee(JavaClass from, JavaClass to) {
    boolean sameModule = module(from).equals(module(to));
    boolean modulesAgree =
        sameModule || MODULES.getOrDefault(module(from), Set.of()).contains(module(to));
    return modulesAgree
        && (!module(from).equals("server")
            || serverMaySee(area(from), sameModule ? area(to) : module(to), to));
  }

  private static boolean serverMaySee(String area, String place, JavaClass to) {
    if (area.isEmpty() || area.equals(place) || place.equals("protocol")) {
      return true;
    }
    Stream<Edge> results = RESULTS_ONLY.stream().filter(edge -> edge.is(area, place));
    Stream<Edge> exceptions = EXCEPTIONS.stream().filter(edge -> edge.is(area, place));
    return exceptions.anyMatch(edge -> edge.shows(to))
        || (SERVER.getOrDefault(area, Set.of()).contains(place)
            && results.allMatch(edge -> edge.shows(to)));
  }

  private static String segment(JavaClass type, int index) {
    String[] segments = type.getPackageName().substring(ROOT.length()).split("\\.", -1);
    return index < segments.length ? segments[index] : "";
  }

  private static String outermost(JavaClass type) {
    return type.getEnclosingClass().map(Layout::outermost).orElseGet(type::getSimpleName);
  }
}
