package dev.postern.server.policy;

import static java.util.Objects.requireNonNull;

import dev.postern.protocol.Issuer;
import dev.postern.protocol.Scopes;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonValue;
import dev.postern.protocol.token.Binding;
import dev.postern.protocol.token.SignatureAlgorithm;
import dev.postern.protocol.token.Thumbprint;
import dev.postern.server.clientauth.Admission;
import dev.postern.server.grant.Target;
import dev.postern.server.refusal.Finding;
import dev.postern.store.Api;
import dev.postern.store.App;
import dev.postern.store.AppEntry;
import dev.postern.store.CertificateCredential;
import dev.postern.store.Credential;
import dev.postern.store.FederatedCredential;
import dev.postern.store.Grant;
import dev.postern.store.ImportedCredential;
import dev.postern.store.InvitationCredential;
import dev.postern.store.KeyCredential;
import dev.postern.store.KeySetCredential;
import dev.postern.store.OpenIdCredential;
import dev.postern.store.PasskeyCredential;
import dev.postern.store.SecretCredential;
import dev.postern.store.TenantRegistry;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What would come of a token request by client credentials (RFC 6749 section 4.4) if whoever sends
 * it proved to be the app, by every rule of the route and not only the first that is broken. The
 * rules are the route's own, asked of what is there; nobody is authenticated by it, and no permit
 * can come out of it.
 *
 * <p>What the route has beside rules is not looked at: whether a proof is right, how often the app
 * has asked, and whether this node may issue at all.
 */
public final class Explanation {

  /** Rules of policy that the admission of a client asks as well: they are told of once. */
  private static final Set<Rule> ASKED_BEFORE =
      EnumSet.of(Rule.TENANT_ACTIVE, Rule.CREDENTIAL_TAKEN);

  private static final String NO_CREDENTIAL = "the app has no credential";

  /** Stands for whatever key or certificate the app would show. */
  private static final Thumbprint SOME = new Thumbprint("A".repeat(43));

  private final Request request;
  private final boolean credentials;
  private final Instant now;
  private final List<Finding> findings = new ArrayList<>();
  private @Nullable Matter matter;

  private Explanation(Request request, boolean credentials, Instant now) {
    this.request = request;
    this.credentials = credentials;
    this.now = now;
  }

  /** What the app would show beside what proves it: what a token can be bound to. */
  public enum Shown {
    /**
     * Nothing; of a certificate that proves the app itself nobody can tell that it is not shown.
     */
    NONE,
    /** A DPoP proof (RFC 9449). */
    DPOP,
    /** A certificate on the connection (RFC 8705). */
    MTLS
  }

  /**
   * A request without what proves its sender.
   *
   * @param tenant whose token endpoint it is sent to
   * @param issuer that tenant's issuer
   * @param app whose request it is; empty where there is no such app
   * @param credential what the app proves itself with; empty where it has none
   * @param address the network address that it comes from; empty where that is not said
   * @param target the API's identifier as sent; empty where it is left out
   * @param scopes the scopes asked for; empty where they are left out
   * @param claims the extra claims asked for
   * @param shown what the app would show beside
   */
  public record Request(
      TenantRegistry tenant,
      Issuer issuer,
      Optional<AppEntry> app,
      Optional<Credential> credential,
      Optional<InetAddress> address,
      Optional<String> target,
      Optional<Scopes> scopes,
      JsonObject claims,
      Shown shown)
      implements Admission.Manner {

    /** Where nobody says which, any: rules about it are not judged then. */
    @Override
    public InetAddress from() {
      return address.orElseGet(InetAddress::getLoopbackAddress);
    }

    /** The same, proved by another credential or by none. */
    public Request by(Optional<Credential> other) {
      return new Request(tenant, issuer, app, other, address, target, scopes, claims, shown);
    }

    /** What is explained is what the standards have: a form. */
    @Override
    public boolean form() {
      return true;
    }
  }

  /**
   * What a token would say.
   *
   * @param audience its {@code aud}
   * @param scopes its scopes
   * @param lifetime how long it would live, in whole seconds
   * @param boundBy what that comes from
   * @param binding what it would be bound to
   * @param algorithm what it would be signed with
   * @param claims the grant's own claims in it
   */
  public record Outlook(
      String audience,
      Scopes scopes,
      Duration lifetime,
      Bound boundBy,
      Shown binding,
      SignatureAlgorithm algorithm,
      JsonObject claims) {}

  /** What decides how long a token lives. */
  public enum Bound {
    /** The API says so. */
    API,
    /** The grant says so. */
    GRANT,
    /** The grant says more than the API has for its most. */
    API_MAXIMUM,
    /** The grant ends sooner. */
    GRANT_EXPIRY,
    /** The credential ends sooner. */
    CREDENTIAL_EXPIRY
  }

  /** Explains {@code request} as of {@code now}. */
  public static Explanation of(Request request, Instant now) {
    Explanation explanation = new Explanation(request, true, now);
    explanation.explain();
    return explanation;
  }

  /**
   * Explains {@code request}, which names no credential, for somebody who is not to know any: what
   * hangs on one is skipped, and nothing else in it comes from one.
   */
  public static Explanation besideCredentials(Request request, Instant now) {
    if (request.credential().isPresent()) {
      throw new IllegalArgumentException("a credential for whom it is not for");
    }
    Explanation explanation = new Explanation(request, false, now);
    explanation.explain();
    return explanation;
  }

  /** Whether a token would be issued, as far as the rules go. */
  public boolean allowed() {
    return findings.stream().noneMatch(Finding::refuses);
  }

  /** Every rule in the order of the route, and what came of it. */
  public List<Finding> findings() {
    return List.copyOf(findings);
  }

  /** What the token would say; empty where there would be none. */
  public Optional<Outlook> outlook() {
    @Nullable Matter it = matter;
    if (it == null || !allowed()) {
      return Optional.empty();
    }
    Question question = it.question();
    return Optional.of(
        new Outlook(
            question.api().identifier().audience(request.issuer()).text(),
            it.wanted(),
            Duration.ofSeconds(it.end().getEpochSecond() - now.getEpochSecond()),
            Lifetime.bound(question, it.end()),
            shown(requireNonNull(it.binding())),
            question.api().algorithm(),
            question.grant().claims()));
  }

  private static Shown shown(Binding binding) {
    return switch (binding) {
      case Binding.None _ -> Shown.NONE;
      case Binding.ToKey _ -> Shown.DPOP;
      case Binding.ToCertificate _ -> Shown.MTLS;
    };
  }

  private void explain() {
    @Nullable AppEntry app = request.app().orElse(null);
    findings.add(
        Finding.judged(
            "app_known",
            app != null,
            app == null ? "there is no such app here" : Wording.app(app)));
    if (app == null) {
      skipAll("there is no app to ask it of");
      return;
    }
    admission(app);
    Target target =
        request.target().isPresent()
            ? Target.named(request.tenant(), app, request.target().get(), request.issuer())
            : Target.only(request.tenant(), app, each -> each.live(now));
    target(target, app);
    if (target.api() == null || target.grant() == null) {
      skipPolicy("there is no grant to ask it of");
      return;
    }
    matter = Matter.of(question(app, target.api(), target.grant()), now);
    policy(matter);
  }

  private void skipAll(String why) {
    findings.add(Finding.skipped("credential_known", why));
    findings.add(Finding.skipped("credential_fits", why));
    for (Admission.Rule rule : Admission.Rule.values()) {
      findings.add(Finding.skipped(Wording.name(rule), why));
    }
    for (Target.Rule rule : Target.Rule.values()) {
      findings.add(Finding.skipped(Wording.name(rule), why));
    }
    skipPolicy(why);
  }

  private void skipPolicy(String why) {
    for (Rule rule : Rule.values()) {
      if (!ASKED_BEFORE.contains(rule)) {
        findings.add(Finding.skipped(Wording.name(rule), why));
      }
    }
  }

  private void admission(AppEntry app) {
    @Nullable Credential credential = request.credential().orElse(null);
    findings.add(
        credentials
            ? Finding.judged(
                "credential_known",
                credential != null,
                credential == null ? NO_CREDENTIAL : Wording.credential(credential))
            : Finding.skipped("credential_known", NO_CREDENTIAL));
    findings.add(
        credential == null
            ? Finding.skipped("credential_fits", NO_CREDENTIAL)
            : Finding.judged("credential_fits", fits(credential), Wording.fits(credential)));
    for (Admission.Rule rule : Admission.Rule.values()) {
      String name = Wording.name(rule);
      Optional<String> unknown = unknown(rule, app.app());
      findings.add(
          unknown.isPresent()
              ? Finding.skipped(name, unknown.get())
              : Finding.judged(name, kept(rule, app.app()), said(rule, app.app())));
    }
  }

  private boolean kept(Admission.Rule rule, App app) {
    @Nullable Credential credential = request.credential().orElse(null);
    return rule.kept(request.tenant().tenant(), app, credential, request, now);
  }

  private String said(Admission.Rule rule, App app) {
    @Nullable Credential credential = request.credential().orElse(null);
    return Wording.of(rule, request.tenant().tenant(), app, credential);
  }

  /** Why a rule about how the app comes cannot be judged, if it cannot. */
  private Optional<String> unknown(Admission.Rule rule, App app) {
    return switch (rule) {
      case CREDENTIAL_LIVE, CREDENTIAL_TAKEN ->
          request.credential().isEmpty() ? Optional.of(NO_CREDENTIAL) : Optional.empty();
      case ADDRESS_ALLOWED ->
          request.address().isEmpty() && !app.allowedIps().isEmpty()
              ? Optional.of("no address is given; " + said(rule, app))
              : Optional.empty();
      case TENANT_ACTIVE, APP_ACTIVE, BODY_TAKEN -> Optional.empty();
    };
  }

  /**
   * Whether a request by client credentials can be proved with it at all. Every new kind of
   * credential has to be sorted in here before anything compiles.
   */
  private static boolean fits(Credential credential) {
    return switch (credential) {
      case SecretCredential _,
          ImportedCredential _,
          KeyCredential _,
          KeySetCredential _,
          CertificateCredential _,
          PasskeyCredential _,
          OpenIdCredential _ ->
          true;
      // RFC 7523 2.1: that is a grant type of its own.
      case FederatedCredential _ -> false;
      case InvitationCredential _ -> false;
    };
  }

  private void target(Target target, AppEntry app) {
    boolean lost = false;
    for (Target.Rule rule : Target.Rule.values()) {
      String name = Wording.name(rule);
      if (lost) {
        findings.add(Finding.skipped(name, "there is nothing to ask it of"));
      } else {
        boolean kept = rule.kept(target, now);
        findings.add(Finding.judged(name, kept, Wording.of(rule, target, app)));
        lost = !kept && target.grant() == null;
      }
    }
  }

  private Question question(AppEntry app, Api api, Grant grant) {
    boolean certificate =
        request.shown() == Shown.MTLS
            || request.credential().filter(CertificateCredential.class::isInstance).isPresent();
    return new Supposed(
        request.tenant().tenant(),
        app.app(),
        request.credential().orElse(null),
        api,
        grant,
        request.scopes(),
        request.claims(),
        request.shown() == Shown.DPOP ? new Binding.ToKey(SOME) : Binding.none(),
        certificate ? Optional.of(new Binding.ToCertificate(SOME)) : Optional.empty());
  }

  private void policy(Matter it) {
    for (Rule rule : Rule.values()) {
      if (!ASKED_BEFORE.contains(rule)) {
        switch (rule) {
          case SCOPE_GRANTED -> each(rule, it, () -> scopes(it));
          case CLAIM_ALLOWED -> each(rule, it, () -> claims(it));
          case CREDENTIAL_LASTS -> {
            if (request.credential().isEmpty()) {
              findings.add(Finding.skipped(Wording.name(rule), NO_CREDENTIAL));
            } else {
              judge(rule, it);
            }
          }
          case WORD_LASTS ->
              findings.add(
                  Finding.skipped(
                      Wording.name(rule), "no other issuer speaks for the app in such a request"));
          case TENANT_ACTIVE,
              CREDENTIAL_TAKEN,
              ALGORITHM_TAKEN,
              SCOPE_LEFT,
              PROOF_SHOWN,
              GRANT_LASTS ->
              judge(rule, it);
        }
      }
    }
  }

  private void judge(Rule rule, Matter it) {
    findings.add(Finding.judged(Wording.name(rule), rule.kept(it), Wording.of(rule, it)));
  }

  /** One finding for each that is asked for by name, or one for all where none is. */
  private void each(Rule rule, Matter it, Supplier<List<Finding>> named) {
    List<Finding> each = named.get();
    if (each.isEmpty()) {
      judge(rule, it);
    } else {
      findings.addAll(each);
    }
  }

  private static List<Finding> scopes(Matter it) {
    return it.question().scopes().stream()
        .flatMap(asked -> asked.list().stream())
        .map(scope ->
            Finding.judged(
                Wording.name(Rule.SCOPE_GRANTED), it.grants(scope), Wording.scope(scope, it)))
        .toList();
  }

  private static List<Finding> claims(Matter it) {
    return it.question().claims().members().entrySet().stream()
        .map((Map.Entry<String, JsonValue> claim) ->
            Finding.judged(
                Wording.name(Rule.CLAIM_ALLOWED),
                it.allows(claim.getKey(), claim.getValue()),
                Wording.claim(claim.getKey(), it)))
        .toList();
  }
}
