package dev.postern.client;

import dev.postern.protocol.Audience;
import dev.postern.protocol.ClientId;
import dev.postern.protocol.Issuer;
import dev.postern.protocol.Scopes;
import dev.postern.protocol.app.AppProof;
import dev.postern.protocol.app.CredentialFile;
import dev.postern.protocol.dpop.ProofKey;
import dev.postern.protocol.http.HttpAnswer;
import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonReader;
import dev.postern.protocol.resource.ResourceMetadata;
import dev.postern.protocol.token.SigningKey;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * A Postern server, seen by an app that gets tokens there. Immutable: each setting gives another
 * client.
 *
 * <pre>{@code
 * TokenSource tokens = PosternClient.of("https://acme.hub.example.com/")
 *     .credentials(id, secret)
 *     .audience("https://storage.example.com");
 * request.header("Authorization", tokens.authorization());
 * }</pre>
 *
 * <p>Where id and secret came as a file, {@link #credential} reads it. Where the platform gives a
 * token to the workload, as Kubernetes does, {@link #assertion(Path)} shows that, and no secret is
 * needed.
 *
 * <p>The token endpoint is found by the issuer's metadata (RFC 8414). Plain {@code http} is taken
 * for loopback addresses only, and redirects are never followed: a secret goes to nobody but the
 * server that it is for.
 */
public final class PosternClient {

  private final Issuer issuer;
  private final Waits waits;
  private final Clock clock;
  private final Optional<SSLSocketFactory> tls;
  private final Optional<SSLContext> certificate;

  private PosternClient(
      Issuer issuer,
      Waits waits,
      Clock clock,
      Optional<SSLSocketFactory> tls,
      Optional<SSLContext> certificate) {
    this.issuer = issuer;
    this.waits = waits;
    this.clock = clock;
    this.tls = tls;
    this.certificate = certificate;
  }

  /**
   * A client of the server whose issuer is {@code issuer}, as tokens name it.
   *
   * @throws IllegalArgumentException where that is no issuer, or one by plain http that is not on
   *     this machine
   */
  public static PosternClient of(String issuer) {
    Issuer checked = new Issuer(issuer);
    if (!guarded(checked.uri())) {
      throw new IllegalArgumentException("plain http is for loopback addresses only");
    }
    return new PosternClient(
        checked, Waits.STANDARD, Clock.systemUTC(), Optional.empty(), Optional.empty());
  }

  /** With other limits of time than {@link Waits#STANDARD}. */
  public PosternClient waits(Waits other) {
    return new PosternClient(issuer, other, clock, tls, certificate);
  }

  /** With another clock than the system's. */
  public PosternClient clock(Clock other) {
    return new PosternClient(issuer, waits, other, tls, certificate);
  }

  /**
   * With another way of TLS than the platform's, as for a certificate authority of one's own.
   *
   * @throws IllegalStateException where it has a {@link #certificate}, which the other way would
   *     not show
   */
  public PosternClient tls(SSLSocketFactory factory) {
    if (certificate.isPresent()) {
      throw new IllegalStateException("the certificate brought its own way of TLS");
    }
    return new PosternClient(issuer, waits, clock, Optional.of(factory), certificate);
  }

  /**
   * With a certificate of its own, which it shows in TLS to the server and to the APIs that are
   * called through its tokens (RFC 8705) or {@linkplain #describe described}: {@link
   * TokenSource#send} and {@link ProtectedCalls#ProtectedCalls(TokenSource)} do so by themselves.
   * Where an API or the app demands it, its tokens are of no use without that certificate.
   *
   * @param context whose key manager has the certificate and its key, and whose trust is taken for
   *     the server and the APIs
   */
  public PosternClient certificate(SSLContext context) {
    return new PosternClient(
        issuer, waits, clock, Optional.of(context.getSocketFactory()), Optional.of(context));
  }

  /**
   * The same with the certificate in a key store, and the platform's trust.
   *
   * @param keys with the certificate, its chain and its key, as PKCS #12 has them
   * @param password of the key
   * @throws GeneralSecurityException where the key cannot be had
   */
  public PosternClient certificate(KeyStore keys, char[] password) throws GeneralSecurityException {
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    return certificate(context);
  }

  /**
   * The app that asks, by its client id and the certificate that this client shows ({@code
   * tls_client_auth} or {@code self_signed_tls_client_auth}, RFC 8705 section 2): no secret, and
   * nothing to sign.
   *
   * @throws IllegalArgumentException where {@code clientId} is none
   * @throws IllegalStateException where this client has no {@link #certificate}, or speaks plain
   *     http
   */
  public App credentials(String clientId) {
    if (certificate.isEmpty() || !"https".equals(issuer.uri().getScheme())) {
      throw new IllegalStateException("an app without a secret has a certificate, and shows it");
    }
    return app(AppProof.certificate(new ClientId(clientId)));
  }

  /**
   * The app that asks: its client id and its secret, sent by HTTP Basic (RFC 6749 section 2.3.1).
   *
   * @throws IllegalArgumentException where {@code clientId} is none, or {@code secret} is empty or
   *     longer than 1,024 characters
   */
  public App credentials(String clientId, String secret) {
    return app(AppProof.secret(new ClientId(clientId), secret));
  }

  /**
   * The app that asks, by its client id and its private key: each request carries a new assertion
   * that is signed with it, addressed to the issuer ({@code private_key_jwt}, RFC 7523 section
   * 2.2). The public half is registered with the server.
   *
   * @throws IllegalArgumentException where {@code clientId} is none
   */
  public App credentials(String clientId, SigningKey key) {
    return app(AppProof.key(new ClientId(clientId), key));
  }

  /**
   * The app that another issuer speaks of, in a file that the platform keeps: a service account's
   * token that Kubernetes projects into a pod, as an example (RFC 7523 section 2.1). There is no
   * secret. The file is read anew for each token request, since the platform writes it anew; it
   * holds a signed JWT, in 8 KiB at most. A token that is had so ends with what the file held.
   *
   * <p>Unless the app's credential says that assertions are reusable, each of them is taken once:
   * for one token, for one API.
   */
  public App assertion(Path file) {
    return app(new Grant.JwtBearer(new Assertions.InFile(file), Optional.empty()));
  }

  /**
   * The same with the app's client id, which is needed where several apps go by one subject of one
   * issuer.
   *
   * @throws IllegalArgumentException where {@code clientId} is none
   */
  public App assertion(String clientId, Path file) {
    return app(
        new Grant.JwtBearer(new Assertions.InFile(file), Optional.of(new ClientId(clientId))));
  }

  /**
   * The app that another issuer speaks of (RFC 7523 section 2.1), in assertions that are asked for
   * one by one: the ID token of a pipeline's job, as an example. There is no secret. Each token
   * request has a new one, which may be taken once only; then it has a {@code jti} and lives for
   * five minutes at most.
   */
  public App assertion(AssertionSource source) {
    return app(new Grant.JwtBearer(new Assertions.Fetched(source), Optional.empty()));
  }

  /**
   * The same with the app's client id, which is needed where several apps go by one subject of one
   * issuer.
   *
   * @throws IllegalArgumentException where {@code clientId} is none
   */
  public App assertion(String clientId, AssertionSource source) {
    return app(
        new Grant.JwtBearer(new Assertions.Fetched(source), Optional.of(new ClientId(clientId))));
  }

  private App app(AppProof proof) {
    return app(new Grant.ClientCredentials(proof));
  }

  private App app(Grant grant) {
    return new App(this, grant, Scopes.none(), Optional.empty());
  }

  /**
   * The app whose credential is in a file, as {@code postern app create --out} writes it: a JSON
   * object with {@code client_id}, {@code issuer}, and either {@code client_secret} or {@code jwk},
   * the private key (RFC 7517).
   *
   * @throws IOException where the file cannot be read or holds no such object
   */
  public static App credential(Path file) throws IOException {
    CredentialFile read = CredentialFile.read(file);
    try {
      return of(read.issuer().text()).app(read.proof());
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " is no credential: " + e.getMessage());
    }
  }

  /**
   * What the API with this identifier says of itself: which scopes there are to ask for, and
   * whether its tokens have to be bound to a key (RFC 9728). It is read from the API, where its
   * identifier says, and has to name this client's server: no API chooses who is shown a secret.
   *
   * @throws IllegalArgumentException where {@code identifier} is no https address without a query,
   *     nor one by plain http on this machine
   * @throws IOException where the API gives no such document, or one that is another API's (section
   *     3.3), or its tokens are another server's
   */
  public ResourceMetadata describe(String identifier) throws IOException {
    Audience api = new Audience(identifier);
    URI location =
        ResourceMetadata.location(api)
            .filter(PosternClient::guarded)
            .orElseThrow(() -> new IllegalArgumentException("no address to read metadata from"));
    HttpCall call =
        HttpCall.get(location).header("Accept", "application/json").within(waits.request());
    int limit = JsonLimits.REQUEST.bytes();
    HttpAnswer answer = tls.map(call::over).orElse(call).send(limit);
    if (answer.status() != 200) {
      throw new IOException("the API's metadata were answered with status " + answer.status());
    }
    try {
      ResourceMetadata read =
          ResourceMetadata.read(new JsonReader(JsonLimits.REQUEST).object(answer.body()), api);
      if (!read.authorizationServers().contains(issuer)) {
        throw new IOException("the API takes the tokens of other authorization servers");
      }
      return read;
    } catch (JsonFault e) {
      throw new IOException("the API's metadata cannot be used: " + e.text());
    }
  }

  Issuer issuer() {
    return issuer;
  }

  Waits waits() {
    return waits;
  }

  Clock clock() {
    return clock;
  }

  Optional<SSLSocketFactory> tls() {
    return tls;
  }

  Optional<SSLContext> certificate() {
    return certificate;
  }

  /** Whether what is sent to {@code uri} cannot be read on the way. */
  static boolean guarded(URI uri) {
    return "https".equals(uri.getScheme()) || Loopback.named(uri.getHost());
  }

  /** The server's issuer. */
  @Override
  public String toString() {
    return "PosternClient[" + issuer + "]";
  }

  /**
   * An app that proves itself to a server, or that another issuer vouches for there. Immutable:
   * each setting gives another.
   */
  public static final class App {

    private final PosternClient client;
    private final Grant grant;
    private final Scopes scopes;
    private final Optional<ProofKey> key;

    private App(PosternClient client, Grant grant, Scopes scopes, Optional<ProofKey> key) {
      this.client = client;
      this.grant = grant;
      this.scopes = scopes;
      this.key = key;
    }

    /**
     * Asks for these scopes only, parted by spaces; unless called, for all that are granted.
     *
     * @throws IllegalArgumentException where {@code text} is no list of scopes
     */
    public App scope(String text) {
      Scopes asked =
          Scopes.parse(text).orElseThrow(() -> new IllegalArgumentException("malformed scope"));
      return new App(client, grant, asked, key);
    }

    /**
     * Binds tokens to a key (RFC 9449), made now and kept in memory: a token that leaks is of no
     * use to whoever has not the key. Unless called, that is done where the server demands it.
     */
    public App dpop() {
      return dpop(SigningKey.fresh());
    }

    /** Binds tokens to a key that is already there. */
    public App dpop(SigningKey held) {
      return new App(client, grant, scopes, Optional.of(new ProofKey(held)));
    }

    /**
     * The tokens for the API with this identifier. Nothing is sent before the first is asked for.
     *
     * @throws IllegalArgumentException where {@code identifier} is no absolute URI
     */
    public TokenSource audience(String identifier) {
      TokenRequest request = new TokenRequest(grant, new Audience(identifier), scopes);
      Proofs proofs = new Proofs(key, client.certificate(), client.clock());
      RequestGate gate = RequestGate.single(client.clock());
      return source(request, proofs, new AtomicReference<>(), gate, true);
    }

    /**
     * The tokens for the API with this identifier that this app, an API itself, has in exchange for
     * those that its callers send (RFC 8693): it calls on in their name.
     *
     * @throws IllegalArgumentException where {@code identifier} is no absolute URI
     * @throws IllegalStateException where it proves nothing itself, but shows an assertion
     */
    public ExchangedTokens exchange(String identifier) {
      // RFC 8693 2.1: it is another grant, and who asks proves himself beside it.
      if (!(grant instanceof Grant.ClientCredentials own)) {
        throw new IllegalStateException("an app that exchanges tokens has a credential of its own");
      }
      Audience audience = new Audience(identifier);
      Proofs proofs = new Proofs(key, client.certificate(), client.clock());
      AtomicReference<@Nullable URI> address = new AtomicReference<>();
      RequestGate gate = RequestGate.shared(client.clock());
      // Nothing is got ahead: what is had for a token ends with it.
      return new ExchangedTokens(subject ->
          source(
              new TokenRequest(new Grant.Exchange(own.app(), subject), audience, scopes),
              proofs,
              address,
              gate,
              false));
    }

    private TokenSource source(
        TokenRequest request,
        Proofs proofs,
        AtomicReference<@Nullable URI> address,
        RequestGate gate,
        boolean ahead) {
      Duration total = client.waits().total();
      TokenEndpoint endpoint = new TokenEndpoint(client, request, proofs, address);
      return new TokenSource(new TokenFetch(endpoint, gate, total), proofs, gate, total, ahead);
    }

    /** The server and the client id, where it is known; nothing secret. */
    @Override
    public String toString() {
      return "App[" + grant.asker() + " at " + client.issuer() + "]";
    }
  }
}
