package dev.postern.server.admin;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.postern.protocol.ClientId;
import dev.postern.server.LogLines;
import dev.postern.server.TokenSite;
import dev.postern.server.config.OpenIdConfig;
import dev.postern.server.config.OpenIdRole;
import dev.postern.server.openid.Said;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.RegistrationReason;
import dev.postern.server.revocation.Closings;
import dev.postern.store.Api;
import dev.postern.store.ApiId;
import dev.postern.store.AppEntry;
import dev.postern.store.BuiltInApi;
import dev.postern.store.CredentialId;
import dev.postern.store.Grant;
import dev.postern.store.OpenIdCredential;
import dev.postern.store.Principal;
import dev.postern.store.TenantName;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What becomes of people whose roles name the APIs that they may administer. */
final class OpenIdPeopleTest {

  private static final String[] CHOSEN = {
    "apis:read", "apis:write", "apps:read", "apps:write", "revocations:write", "usage:read"
  };

  private final TokenSite site = new TokenSite();
  private final OpenIdPeople people =
      new OpenIdPeople(
          new Changes(site.store, new Closings(site.keys, Duration.ofHours(1)), site.random));
  private final ApiId pay = site.api(TokenSite.HOME, "https://pay.example.com", "r").id();
  private final ApiId orders = site.api(TokenSite.HOME, "urn:orders", "r").id();
  private final ApiId mail = site.api(TokenSite.HOME, "urn:mail?a=admin", "r").id();
  private List<String> list =
      List.of(
          "pay=admin only https://pay.example.com",
          "platform=admin",
          "shop=admin only urn:orders",
          "auditor=viewer only urn:mail?a=admin https://pay.example.com",
          "staff=viewer");

  /** The claims that there are in place of the one with the roles. */
  private List<String> instead = List.of();

  private void list(String... roles) {
    list = List.of(roles);
  }

  private ClientId signedIn(TenantName tenant, String... roles) throws Refusal {
    Said said =
        new Said(
            new Principal("https://login.example.com", "ada"),
            "Ada",
            List.of(roles),
            instead,
            Optional.empty());
    OpenIdConfig config =
        new OpenIdConfig(
            URI.create("https://login.example.com"),
            Optional.empty(),
            new OpenIdConfig.Client("postern", Optional.empty()),
            List.of("openid"),
            "roles",
            list.stream().map(OpenIdRole::parse).toList(),
            Set.of(TokenSite.HOME, TokenSite.ACME),
            Optional.empty());
    try {
      return people
          .known(new OpenIdPeople.Visitor(tenant, "127.0.0.1", site.now(), said), config)
          .clientId();
    } finally {
      site.replica.catchUp();
    }
  }

  private AppEntry signIn(String... roles) throws Refusal {
    return person(TokenSite.HOME, signedIn(TokenSite.HOME, roles));
  }

  private AppEntry person(TenantName tenant, ClientId id) {
    return site.tenant(tenant).app(id).orElseThrow();
  }

  /** The person who has been there. */
  private AppEntry ada() {
    return person(
        TokenSite.HOME, OpenIdPeople.id(new Principal("https://login.example.com", "ada")));
  }

  private void refused(RegistrationReason reason, TenantName tenant, String... roles) {
    assertThatExceptionOfType(Refusal.class)
        .isThrownBy(() -> signedIn(tenant, roles))
        .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(reason));
  }

  /** Nobody is let in, and the log says why. */
  private void logged(RegistrationReason reason, String why, String... roles) {
    try (LogLines log = new LogLines("admin.NotLetIn")) {
      refused(reason, TokenSite.HOME, roles);
      assertThat(log.only())
          .isEqualTo(
              "INFO tenant "
                  + TokenSite.HOME
                  + ": the OpenID provider sent subject ada (here "
                  + id()
                  + "), who is not let in: "
                  + why);
    }
  }

  @Test
  void theLogSaysWhichClaimWasReadAndWhatItHeld() {
    logged(
        RegistrationReason.NO_ROLE,
        "the claim roles holds visitors, a??b, and console.openid.roles names none of that",
        "visitors",
        "a\n\u00e4b");
    logged(RegistrationReason.NO_ROLE, "the claim roles holds no text");
    instead = List.of("groups", "sub");
    logged(RegistrationReason.NO_ROLE, "there is no claim roles; the claims are groups, sub");
  }

  @Test
  void theLogSaysWhoseRolesMeanNothingHereNow() {
    list("pay=admin only urn:nothing");
    logged(
        RegistrationReason.NO_ROLE,
        "they have pay, of whose APIs none is there, or none that administrators here left to them",
        "pay",
        "other");
  }

  @Test
  void theLogSaysWhoIsBlocked() throws Exception {
    CredentialId way = signIn("staff").credentials().getFirst().id();
    site.change(TokenSite.HOME, writer -> writer.removeCredential(id(), way));
    logged(
        RegistrationReason.PERSON_CLOSED,
        "they are blocked here, or their way in was ended here",
        "staff");
  }

  @Test
  void theLogHoldsNoMoreThanSoMuchOfWhatTheProviderSays() {
    String[] many = Stream.generate(() -> "v".repeat(1_000)).limit(900).toArray(String[]::new);
    try (LogLines log = new LogLines("admin.NotLetIn")) {
      refused(RegistrationReason.NO_ROLE, TokenSite.HOME, many);
      assertThat(log.only()).contains("v... and 870 more").hasSizeLessThan(5_000);
    }
  }

  private Grant grant(AppEntry person, BuiltInApi builtIn) {
    ApiId api = site.tenant(TokenSite.HOME).api(builtIn).orElseThrow().id();
    return person.grant(api).orElseThrow();
  }

  private boolean accounts(AppEntry person) {
    ApiId api = site.tenant(TokenSite.HOME).api(BuiltInApi.IDENTITY).orElseThrow().id();
    return person.grant(api).filter(grant -> !grant.scopes().empty()).isPresent();
  }

  private @Nullable Set<ApiId> only(AppEntry person) {
    return grant(person, BuiltInApi.ADMIN).onlyApis();
  }

  private List<String> scopes(AppEntry person) {
    return grant(person, BuiltInApi.ADMIN).scopes().list().stream().sorted().toList();
  }

  /** As an administrator limits somebody. */
  private void byHand(@Nullable Set<ApiId> apis) {
    Grant held = grant(ada(), BuiltInApi.ADMIN);
    site.change(TokenSite.HOME, writer -> writer.put(changed(held, apis, writer.number())));
  }

  private static Grant changed(Grant held, @Nullable Set<ApiId> apis, long number) {
    return GrantSettings.of(held).limitedTo(apis).in(held, held.epoch(), number);
  }

  private long number() {
    return requireNonNull(site.store.heads().get(TokenSite.HOME)).number();
  }

  private static Set<String> everything(Api api) {
    return Set.copyOf(api.scopeNames().list());
  }

  @Test
  void whoseRoleNamesApisAdministersTheseAndHasNoAccounts() throws Exception {
    AppEntry person = signIn("pay");
    assertThat(only(person)).containsExactly(pay);
    assertThat(scopes(person)).containsExactly(CHOSEN);
    assertThat(accounts(person)).isFalse();
    assertThat(grant(person, BuiltInApi.ADMIN).tokenLifetime()).isEqualTo(Duration.ofHours(8));
  }

  @Test
  void aViewerOfChosenApisReadsWhatThereIsToReadOfThem() throws Exception {
    AppEntry person = signIn("auditor");
    assertThat(only(person)).containsExactlyInAnyOrder(pay, mail);
    assertThat(scopes(person)).containsExactly("apis:read", "apps:read", "usage:read");
    assertThat(accounts(person)).isFalse();
  }

  @Test
  void anApiMayBeNamedByItsId() throws Exception {
    list("shop=admin only " + orders);
    assertThat(only(signIn("shop"))).containsExactly(orders);
  }

  @Test
  void whoSignsInAgainIsNotChanged() throws Exception {
    signIn("pay");
    long before = number();
    signIn("pay");
    assertThat(number()).isEqualTo(before);
  }

  @Test
  void ofSeveralLimitedRolesTheApisAreAdded() throws Exception {
    assertThat(only(signIn("shop", "pay"))).containsExactlyInAnyOrder(pay, orders);
  }

  @Test
  void theFirstThatSomebodyHasCountsAndNoRoleOfAnotherKindAddsToIt() throws Exception {
    AppEntry first = signIn("staff", "auditor", "pay");
    assertThat(only(first)).as("mail is for viewers").containsExactly(pay);
    assertThat(scopes(first)).containsExactly(CHOSEN);
    AppEntry limited = signIn("pay", "platform");
    assertThat(only(limited)).as("the list has it before what is not limited").containsExactly(pay);
    AppEntry strong = signIn("platform", "shop");
    assertThat(only(strong)).isNull();
    assertThat(accounts(strong)).isTrue();
  }

  @Test
  void anApiThatIsNotThereIsLeftOut() throws Exception {
    list("pay=admin only urn:nothing https://pay.example.com api_nothing");
    assertThat(only(signIn("pay"))).containsExactly(pay);
  }

  @Test
  void neitherOfTheBuiltInApisCanBeNamed() throws Exception {
    String admin = BuiltInApi.ADMIN.audience(site.address.issuer(TokenSite.HOME)).text();
    ApiId id = site.tenant(TokenSite.HOME).api(BuiltInApi.IDENTITY).orElseThrow().id();
    list("pay=admin only " + admin + " " + id);
    refused(RegistrationReason.NO_ROLE, TokenSite.HOME, "pay");
    list("pay=admin only " + admin + " " + id + " urn:orders");
    assertThat(only(signIn("pay"))).containsExactly(orders);
  }

  @Test
  void whereNoneIsThereNobodyIsMade() {
    list("pay=admin only urn:nothing");
    refused(RegistrationReason.NO_ROLE, TokenSite.HOME, "pay");
    assertThat(site.tenant(TokenSite.HOME).app(id())).isEmpty();
  }

  private static ClientId id() {
    return OpenIdPeople.id(new Principal("https://login.example.com", "ada"));
  }

  @Test
  void whereNoneIsThereNoLaterRoleCounts() throws Exception {
    list("pay=admin only urn:nothing", "staff=viewer", "platform=admin");
    refused(RegistrationReason.NO_ROLE, TokenSite.HOME, "pay", "staff", "platform");
    assertThat(only(signIn("staff"))).isNull();
    list("pay=admin only urn:nothing", "shop=admin only urn:orders", "staff=viewer");
    assertThat(only(signIn("pay", "staff", "shop"))).containsExactly(orders);
  }

  @Test
  void aRoleMeansTheApisOfEachTenantForItself() throws Exception {
    refused(RegistrationReason.NO_ROLE, TokenSite.ACME, "pay");
    ApiId theirs = site.api(TokenSite.ACME, "https://pay.example.com", "r").id();
    AppEntry person = person(TokenSite.ACME, signedIn(TokenSite.ACME, "pay"));
    ApiId admin = site.tenant(TokenSite.ACME).api(BuiltInApi.ADMIN).orElseThrow().id();
    assertThat(person.grant(admin).orElseThrow().onlyApis()).containsExactly(theirs);
  }

  @Test
  void whoLosesHisLastApiIsNotLetInAndKeepsHisLimit() throws Exception {
    signIn("pay", "staff");
    site.change(TokenSite.HOME, writer -> writer.removeApi(pay));
    refused(RegistrationReason.NO_ROLE, TokenSite.HOME, "pay", "staff");
    assertThat(scopes(ada())).isEmpty();
    assertThat(only(ada())).containsExactly(pay);
  }

  @Test
  void aChangeOfTheListCountsWithTheNextSignIn() throws Exception {
    Grant before = grant(signIn("pay", "shop"), BuiltInApi.ADMIN);
    list("pay=admin only https://pay.example.com", "shop=viewer only urn:orders");
    AppEntry narrower = signIn("pay", "shop");
    assertThat(only(narrower)).containsExactly(pay);
    assertThat(grant(narrower, BuiltInApi.ADMIN).epoch())
        .as("what APIs may be administered is asked at each call: nothing is closed")
        .isEqualTo(before.epoch());
    list("pay=viewer only https://pay.example.com urn:mail?a=admin");
    AppEntry reader = signIn("pay", "shop");
    assertThat(only(reader)).containsExactlyInAnyOrder(pay, mail);
    assertThat(scopes(reader)).containsExactly("apis:read", "apps:read", "usage:read");
    assertThat(grant(reader, BuiltInApi.ADMIN).epoch())
        .as("what he had more is closed")
        .isGreaterThan(before.epoch());
  }

  @Test
  void whoseRoleIsNotLimitedAnyMoreIsNotEither() throws Exception {
    signIn("pay");
    AppEntry strong = signIn("platform");
    assertThat(only(strong)).isNull();
    Api admin = site.tenant(TokenSite.HOME).api(BuiltInApi.ADMIN).orElseThrow();
    assertThat(Set.copyOf(scopes(strong))).isEqualTo(everything(admin));
    assertThat(accounts(strong)).isTrue();
    AppEntry weak = signIn("pay");
    assertThat(only(weak)).containsExactly(pay);
    assertThat(accounts(weak)).as("what he had there is gone").isFalse();
  }

  @Test
  void aLimitOfARoleThatWentIsNotOneByHand() throws Exception {
    signIn("pay");
    refused(RegistrationReason.NO_ROLE, TokenSite.HOME, "visitor");
    assertThat(only(ada())).containsExactly(pay);
    assertThat(only(signIn("platform"))).isNull();
  }

  @Test
  void whomAdministratorsLimitedStaysSoWhateverHisRolesSay() throws Exception {
    signIn("platform");
    byHand(Set.of(orders));
    for (String role : List.of("platform", "staff", "platform")) {
      AppEntry person = signIn(role);
      assertThat(only(person)).containsExactly(orders);
      assertThat(accounts(person)).isFalse();
    }
    refused(RegistrationReason.NO_ROLE, TokenSite.HOME, "visitor");
    assertThat(only(signIn("platform"))).containsExactly(orders);
  }

  @Test
  void withinALimitByHandARoleGivesWhatBothName() throws Exception {
    signIn("pay", "shop");
    byHand(Set.of(pay, mail));
    assertThat(only(signIn("pay", "shop"))).containsExactly(pay);
    list("pay=admin only https://pay.example.com urn:mail?a=admin urn:orders");
    assertThat(only(signIn("pay"))).as("the list grows").containsExactlyInAnyOrder(pay, mail);
    list("pay=admin only https://pay.example.com", "platform=admin");
    assertThat(only(signIn("pay"))).containsExactly(pay);
    assertThat(only(signIn("platform"))).containsExactlyInAnyOrder(pay, mail);
  }

  @Test
  void whereARoleAndALimitByHandNameNothingInCommonNobodyIsLetIn() throws Exception {
    signIn("pay");
    byHand(Set.of(orders));
    refused(RegistrationReason.NO_ROLE, TokenSite.HOME, "pay");
    assertThat(scopes(ada())).isEmpty();
    assertThat(only(ada())).containsExactly(orders);
    assertThat(only(signIn("shop"))).containsExactly(orders);
  }

  @Test
  void aLimitByHandIsLiftedByHand() throws Exception {
    signIn("platform");
    byHand(Set.of(orders));
    signIn("platform");
    byHand(null);
    assertThat(only(signIn("platform"))).isNull();
    // Whom his role limits is limited again.
    signIn("pay");
    byHand(null);
    assertThat(only(signIn("pay"))).containsExactly(pay);
  }

  @Test
  void whoTakesTheGrantAwayLiftsNoLimit() throws Exception {
    signIn("platform");
    byHand(Set.of(orders));
    signIn("platform");
    Grant held = grant(ada(), BuiltInApi.ADMIN);
    site.change(TokenSite.HOME, writer -> writer.removeGrant(held.clientId(), held.apiId()));
    assertThat(only(signIn("platform"))).containsExactly(orders);
  }

  @Test
  void whatIsKeptAsALimitByHandStaysWhenARoleThatSaysTheSameGrows() throws Exception {
    OpenIdCredential way = (OpenIdCredential) signIn("pay").credentials().getFirst();
    // What a PUT keeps that names what the role names, which LimitedGrantsTest shows.
    OpenIdCredential.Limits said = new OpenIdCredential.Limits(Set.of(pay), Set.of(pay));
    site.change(TokenSite.HOME, writer -> writer.put(way.limited(said, writer.number())));
    list("pay=admin only https://pay.example.com urn:orders", "platform=admin");
    assertThat(only(signIn("pay"))).containsExactly(pay);
    assertThat(only(signIn("platform"))).containsExactly(pay);
  }

  @Test
  void whatAdministratorsLeaveOfManyApisIsNotCutByThoseThatTheyDoNot() throws Exception {
    List<ApiId> apis = new ArrayList<>();
    for (int i = 0; i < 130; i++) {
      apis.add(site.api(TokenSite.HOME, "urn:n:" + i, "r").id());
    }
    list(role("first", 0, 90), role("second", 90, 130), "platform=admin");
    signIn("platform");
    byHand(Set.copyOf(apis.subList(80, 130)));
    assertThat(only(signIn("first", "second")))
        .containsExactlyInAnyOrderElementsOf(apis.subList(80, 130));
    byHand(Set.of(apis.get(125)));
    assertThat(only(signIn("first", "second"))).containsExactly(apis.get(125));
  }

  @Test
  void noMoreThanAHundredApisAreAdded() throws Exception {
    List<String> roles = new ArrayList<>();
    List<ApiId> apis = new ArrayList<>();
    for (int i = 0; i < 101; i++) {
      apis.add(site.api(TokenSite.HOME, "urn:n:" + i, "r").id());
    }
    roles.add(role("first", 0, 60));
    roles.add(role("second", 60, 101));
    list(roles.toArray(String[]::new));
    assertThat(only(signIn("first", "second")))
        .containsExactlyInAnyOrderElementsOf(apis.subList(0, 100));
  }

  private static String role(String name, int from, int to) {
    List<String> apis =
        Stream.iterate(from, i -> i < to, i -> i + 1).map(i -> "urn:n:" + i).toList();
    return name + "=admin only " + String.join(" ", apis);
  }
}
