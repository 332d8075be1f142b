package dev.postern.server.openid;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenErrorResponse;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.Prompt;
import com.nimbusds.openid.connect.sdk.UserInfoRequest;
import com.nimbusds.openid.connect.sdk.UserInfoResponse;
import com.nimbusds.openid.connect.sdk.claims.AuthorizedParty;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import dev.postern.protocol.http.Trust;
import dev.postern.server.config.OpenIdConfig;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.RegistrationReason;
import dev.postern.store.Principal;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signing in by the authorization code flow with PKCE (OpenID Connect Core section 3.1, RFC 7636),
 * by the library of Connect2id. It is asked who it is when somebody first signs in, so a server
 * starts while its provider is away.
 */
public final class OpenIdProvider {

  private static final Logger LOG = LoggerFactory.getLogger(OpenIdProvider.class);

  /** The errors of RFC 6749 5.2 that no code brings about: how the provider knows this server. */
  private static final Set<String> NOT_OF_A_CODE =
      Set.of(
          OAuth2Error.INVALID_CLIENT_CODE,
          OAuth2Error.UNAUTHORIZED_CLIENT_CODE,
          OAuth2Error.UNSUPPORTED_GRANT_TYPE_CODE);

  /** An endpoint that is elsewhere, or has had enough of us. */
  private static final Set<Integer> NOT_OF_A_CODE_STATUS = Set.of(404, 405, 410, 429);

  /** So many lines in a minute tell of those whom the provider does not vouch for. */
  private static final int VOUCHED_LINES = 10;

  private final OpenIdConfig config;
  private final ProviderCalls calls;
  private final Discovery discovery;
  private final InstantSource clock;

  // Strangers bring codes as often as they like, and what the provider says of these is in the log.
  private final LineRate refused = new LineRate(1);
  private final LineRate unreachable = new LineRate(1);
  private final LineRate codes = new LineRate(VOUCHED_LINES);
  // No code that was made up comes so far, so these are about people who came by the provider.
  private final LineRate vouchedForNobody = new LineRate(VOUCHED_LINES);
  private final LineRate notAnew = new LineRate(1);

  /** Till then a provider that does not know us is not asked again: it might lock us out. */
  private volatile Instant refusesUntil = Instant.EPOCH;

  /**
   * One way to the provider and back.
   *
   * @param redirect where the provider sends the browser back to
   * @param state what comes back in the address
   * @param nonce what comes back in the ID token
   * @param verifier what the code is worth nothing without
   * @param since when it began
   * @param anew whether the provider is to ask anew who it is
   */
  public record Way(
      URI redirect, String state, String nonce, String verifier, Instant since, boolean anew) {

    /** Nothing of what it hides. */
    @Override
    public String toString() {
      return "Way[since " + since + "]";
    }
  }

  /**
   * The provider of that configuration.
   *
   * @throws IOException where the certificates that it names cannot be read
   */
  public OpenIdProvider(OpenIdConfig config, InstantSource clock) throws IOException {
    this.config = config;
    this.calls =
        new ProviderCalls(
            config.trustedCertificates().isPresent()
                ? Optional.of(Trust.with(config.trustedCertificates().get()))
                : Optional.empty());
    this.clock = clock;
    this.discovery =
        new Discovery(() -> Provider.discover(config.issuer(), config.client().id(), calls), clock);
  }

  /** What it was configured with. */
  public OpenIdConfig config() {
    return config;
  }

  /** Whether it is there, with the reason in the log if it is not; may wait. */
  public boolean reached() {
    try {
      discovery.provider();
      return true;
    } catch (IOException e) {
      LOG.warn(
          "nobody can sign in by the OpenID provider {} now: {} (it was asked for"
              + " /.well-known/openid-configuration below that, and will be asked again when"
              + " somebody wants to sign in)",
          name(),
          LogText.of(e));
      return false;
    }
  }

  /** Work for which the provider is called. */
  private interface Work<T> {
    T with(Provider provider)
        throws IOException, ParseException, BadJOSEException, JOSEException, Refusal;
  }

  /** Where a browser is sent to; may wait where nothing is known of the provider yet. */
  public URI authorization(Way way) throws Refusal {
    return called(provider -> {
      AuthenticationRequest.Builder request =
          new AuthenticationRequest.Builder(
                  ResponseType.CODE,
                  new Scope(config.scopes().toArray(String[]::new)),
                  new ClientID(config.client().id()),
                  way.redirect())
              .endpointURI(provider.metadata().getAuthorizationEndpointURI())
              .state(new State(way.state()))
              .nonce(new Nonce(way.nonce()))
              .codeChallenge(new CodeVerifier(way.verifier()), CodeChallengeMethod.S256);
      if (way.anew()) {
        request.prompt(Prompt.Type.LOGIN).maxAge(0);
      }
      return request.build().toURI();
    });
  }

  /**
   * What the provider says of whom it sent back with {@code code}; may wait.
   *
   * @param issuer the parameter {@code iss} of its answer (RFC 9207), if there was one
   */
  public Said redeem(Way way, String code, Optional<String> issuer) throws Refusal {
    return called(provider -> {
      boolean told = provider.metadata().supportsAuthorizationResponseIssuerParam();
      // RFC 9207 2.4
      if (issuer.isPresent() ? !issuer.get().equals(name()) : told) {
        throw notVouched("the answer is another issuer's");
      }
      OIDCTokenResponse tokens = tokens(provider, way, code);
      IDTokenClaimsSet claims =
          provider
              .validator()
              .validate(tokens.getOIDCTokens().getIDToken(), new Nonce(way.nonce()));
      requireOursAlone(claims);
      Optional<Instant> at =
          Optional.ofNullable(claims.getAuthenticationTime()).map(Date::toInstant);
      if (way.anew()) {
        requireAnew(way, at);
      }
      return said(provider, tokens, claims, at);
    });
  }

  /** OpenID Connect Core 3.1.2.1: whoever is asked with {@code max_age} says {@code auth_time}. */
  private void requireAnew(Way way, Optional<Instant> at) throws Refusal {
    if (at.filter(since(way)::isBefore).isPresent()) {
      return;
    }
    notAnew.take(clock.instant()).ifPresent(leftOut -> tellNotAnew(at, leftOut));
    throw new Refusal(RegistrationReason.NOT_ASKED_ANEW);
  }

  private void tellNotAnew(Optional<Instant> at, String leftOut) {
    LOG.warn(
        "the OpenID provider was to ask somebody anew who it is (prompt=login, max_age=0), and"
            + " its ID token {}; until that is set right, nobody who signs in by it can do what has"
            + " to be confirmed: there put auth_time into the ID tokens for the client {}{}",
        at.map(time -> "says in auth_time that it did so at " + time)
            .orElse("does not say when it did so: there is no auth_time in it"),
        config.client().id(),
        leftOut);
  }

  /** OpenID Connect Core 3.1.3.7, 3 to 5: for us and nobody else, and had by us. */
  private void requireOursAlone(IDTokenClaimsSet claims) throws Refusal {
    @Nullable AuthorizedParty party = claims.getAuthorizedParty();
    boolean ours = party == null || party.getValue().equals(config.client().id());
    if (claims.getAudience().size() != 1 || !ours) {
      throw notVouched("the ID token is for others, too");
    }
  }

  /** Clocks differ, and the provider writes whole seconds. */
  private static Instant since(Way way) {
    return way.since().minusSeconds(30);
  }

  private String name() {
    return config.issuer().toString();
  }

  private OIDCTokenResponse tokens(Provider provider, Way way, String code)
      throws IOException, ParseException, Refusal {
    AuthorizationCodeGrant grant =
        new AuthorizationCodeGrant(
            new AuthorizationCode(code), way.redirect(), new CodeVerifier(way.verifier()));
    URI endpoint = provider.metadata().getTokenEndpointURI();
    ClientID client = new ClientID(config.client().id());
    Optional<Secret> secret = config.client().revealSecret().map(Secret::new);
    TokenRequest request =
        secret.isEmpty()
            ? new TokenRequest.Builder(endpoint, client, grant).build()
            : new TokenRequest.Builder(
                    endpoint,
                    posted(provider)
                        ? new ClientSecretPost(client, secret.get())
                        : new ClientSecretBasic(client, secret.get()),
                    grant)
                .build();
    Duration left = Duration.between(clock.instant(), refusesUntil);
    if (left.isPositive() && left.compareTo(Discovery.REST) <= 0) {
      throw new Refusal(RegistrationReason.PROVIDER_REFUSES);
    }
    TokenResponse response = OIDCTokenResponseParser.parse(request.toHTTPRequest().send(calls));
    if (!response.indicatesSuccess()) {
      throw notTaken(response.toErrorResponse());
    }
    if (!(response instanceof OIDCTokenResponse tokens)
        || tokens.getOIDCTokens().getIDToken() == null) {
      throw notVouched("there is no ID token");
    }
    return tokens;
  }

  /** RFC 6749 5.2: what any code can bring about is whose it is; the rest is how we are known. */
  private Refusal notTaken(TokenErrorResponse response) {
    @Nullable String code = response.getErrorObject().getCode();
    int status = response.getErrorObject().getHTTPStatusCode();
    String says = code == null ? "nothing but status " + status : LogText.of(code);
    if (code == null ? !NOT_OF_A_CODE_STATUS.contains(status) : !NOT_OF_A_CODE.contains(code)) {
      return notVouched(codes, "it does not take the code: it says " + says);
    }
    if (code != null) {
      refusesUntil = clock.instant().plus(Discovery.REST);
    }
    refused.take(clock.instant()).ifPresent(leftOut -> tellNotTaken(says, leftOut));
    return new Refusal(RegistrationReason.PROVIDER_REFUSES);
  }

  private void tellNotTaken(String says, String leftOut) {
    LOG.warn(
        "the OpenID provider does not take this server's requests, so nobody can sign in by it:"
            + " its token endpoint says {}; look at console.openid.client-id (here {}),"
            + " console.openid.client-secret and what is registered there{}",
        says,
        config.client().id(),
        leftOut);
  }

  /** Discovery 3: where nothing is said, by HTTP Basic. */
  private static boolean posted(Provider provider) {
    @Nullable List<ClientAuthenticationMethod> methods =
        provider.metadata().getTokenEndpointAuthMethods();
    return methods != null
        && !methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
        && methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_POST);
  }

  private Said said(
      Provider provider, OIDCTokenResponse tokens, IDTokenClaimsSet claims, Optional<Instant> at)
      throws IOException, ParseException, Refusal {
    Map<String, Object> said = claims.toJSONObject();
    Set<String> names = new TreeSet<>(SaidClaims.names(said));
    Optional<List<String>> roles = SaidClaims.roles(said, config.rolesClaim());
    if (roles.isEmpty() && provider.metadata().getUserInfoEndpointURI() != null) {
      said = userInfo(provider, tokens.getOIDCTokens().getAccessToken(), claims);
      names.addAll(SaidClaims.names(said));
      roles = SaidClaims.roles(said, config.rolesClaim());
    }
    String subject = claims.getSubject().getValue();
    // OpenID Connect Core 2: at most 255 ASCII characters.
    if (!subject.matches("[ -~]{1,255}")) {
      throw notVouched("its subject is none that it can have");
    }
    Optional<String> known = SaidClaims.name(said);
    return new Said(
        new Principal(name(), subject),
        known.or(() -> SaidClaims.name(claims.toJSONObject())).orElse(subject),
        roles.orElse(List.of()),
        roles.isPresent() ? List.of() : List.copyOf(names),
        at);
  }

  /** OpenID Connect Core 5.3.2: about the same subject, or nothing. */
  private Map<String, Object> userInfo(
      Provider provider, AccessToken token, IDTokenClaimsSet claims)
      throws IOException, ParseException, Refusal {
    UserInfoRequest request =
        new UserInfoRequest(provider.metadata().getUserInfoEndpointURI(), token);
    UserInfoResponse response = UserInfoResponse.parse(request.toHTTPRequest().send(calls));
    if (!response.indicatesSuccess()
        || response.toSuccessResponse().getUserInfo() == null
        || !response.toSuccessResponse().getUserInfo().getSubject().equals(claims.getSubject())) {
      throw notVouched("its UserInfo is of no use");
    }
    return response.toSuccessResponse().getUserInfo().toJSONObject();
  }

  private <T> T called(Work<T> work) throws Refusal {
    try {
      return work.with(discovery.provider());
    } catch (Discovery.NotAsked e) {
      // Strangers come as often as they like: the log hears of it from those who asked.
      throw new Refusal(RegistrationReason.PROVIDER_AWAY);
    } catch (IOException | KeySourceException e) {
      unreachable
          .take(clock.instant())
          .ifPresent(leftOut ->
              LOG.warn("the OpenID provider cannot be asked: {}{}", LogText.of(e), leftOut));
      throw new Refusal(RegistrationReason.PROVIDER_AWAY);
    } catch (ParseException | BadJOSEException | JOSEException | IllegalArgumentException e) {
      throw notVouched(LogText.of(String.valueOf(e.getMessage())));
    }
  }

  private Refusal notVouched(String why) {
    return notVouched(vouchedForNobody, why);
  }

  private Refusal notVouched(LineRate rate, String why) {
    rate.take(clock.instant())
        .ifPresent(
            leftOut -> LOG.info("the OpenID provider vouches for nobody: {}{}", why, leftOut));
    return new Refusal(RegistrationReason.NOT_VOUCHED);
  }
}
