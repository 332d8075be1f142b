package dev.postern.store;

import static dev.postern.store.Samples.ADMIN;
import static dev.postern.store.Samples.NOW;
import static dev.postern.store.Samples.endlessCertificateCredential;
import static dev.postern.store.Samples.endlessCredential;
import static dev.postern.store.Samples.endlessFederatedCredential;
import static dev.postern.store.Samples.endlessKeyCredential;
import static dev.postern.store.Samples.federatedCredential;
import static dev.postern.store.Samples.importedCredential;
import static dev.postern.store.Samples.invitationCredential;
import static dev.postern.store.Samples.keySetCredential;
import static dev.postern.store.Samples.openIdCredential;
import static dev.postern.store.Samples.passkeyCredential;
import static dev.postern.store.TenantName.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.Scopes;
import dev.postern.protocol.feed.FeedEntry;
import dev.postern.protocol.json.JsonNull;
import dev.postern.protocol.json.JsonObject;
import dev.postern.store.AppFilter.AtApi;
import dev.postern.store.AppFilter.Label;
import dev.postern.store.AuditFilter.Order;
import dev.postern.store.AuditFilter.Part;
import dev.postern.store.LiveRevocation.Place;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Lists that are searched, and where a search stops. */
public interface SearchContract extends ContractStore {

  /** The whole list. */
  Page ALL = new Page("", Page.LIMIT);

  private static App app(String id, String name, Map<String, String> labels, App.Status status) {
    return new App(
        new ClientId(id),
        name,
        "for " + id,
        status,
        labels,
        List.of(),
        App.Limits.NONE,
        Set.of(),
        Proof.NONE,
        id.endsWith("3") ? Profile.FAPI2 : Profile.STANDARD,
        2,
        NOW,
        2);
  }

  private static Grant granted(String app, ApiId api, String... scopes) {
    return Samples.bareGrant("grant_" + app, new ClientId(app), api, 2)
        .inEpoch(Scopes.of(List.of(scopes)), 2);
  }

  private void someApps() {
    founded();
    change(
        DEFAULT,
        tenant -> {
          tenant.put(app("app_x1", "100% Pure", Map.of("team", "Storage"), App.Status.ACTIVE));
          tenant.put(app("app_x2", "under_score", Map.of("team", "web"), App.Status.BLOCKED));
          tenant.put(app("app_x3", "back\\slash \u00c4rger", Map.of(), App.Status.ACTIVE));
          tenant.put(granted("app_x1", ADMIN, "a", "b"));
          tenant.put(granted("app_x2", ADMIN, "b.c"));
          tenant.put(granted("app_x3", Samples.IDENTITY, "a"));
        });
  }

  private List<String> apps(AppFilter filter) {
    return read(DEFAULT, tenant -> tenant.apps(filter, ALL)).items().stream()
        .map(app -> app.clientId().text())
        .filter(id -> id.startsWith("app_x"))
        .toList();
  }

  private static AppFilter words(String words) {
    return new AppFilter(Words.of(words), null, null, null, null);
  }

  private static AppFilter label(String key, @Nullable String value) {
    return new AppFilter(Words.NONE, null, null, new Label(key, value), null);
  }

  private static AppFilter at(ApiId api, @Nullable String scope) {
    return new AppFilter(Words.NONE, null, null, null, new AtApi(api, scope));
  }

  @Test
  default void everyWordMustBeSomewhereInAnAppAndNoSignStandsForOthers() {
    someApps();
    assertThat(apps(AppFilter.ALL)).containsExactly("app_x1", "app_x2", "app_x3");
    assertThat(apps(words("PURE storage"))).containsExactly("app_x1");
    assertThat(apps(words("pure web"))).isEmpty();
    assertThat(apps(words("\u00e4RGER"))).containsExactly("app_x3");
    assertThat(apps(words("TEAM"))).containsExactly("app_x1", "app_x2");
    assertThat(apps(words("app_x2"))).containsExactly("app_x2");
    assertThat(apps(words("%"))).containsExactly("app_x1");
    assertThat(apps(words("r_s"))).containsExactly("app_x2");
    assertThat(apps(words("r%s"))).isEmpty();
    assertThat(apps(words("k\\s"))).containsExactly("app_x3");
    assertThat(apps(words("'"))).isEmpty();
  }

  @Test
  default void appsAreFoundByHowTheyStandAndWhatTheyAreLabelled() {
    someApps();
    assertThat(apps(new AppFilter(Words.NONE, App.Status.BLOCKED, null, null, null)))
        .containsExactly("app_x2");
    assertThat(apps(new AppFilter(Words.NONE, null, Profile.FAPI2, null, null)))
        .containsExactly("app_x3");
    assertThat(apps(label("team", null))).containsExactly("app_x1", "app_x2");
    assertThat(apps(label("team", "Storage"))).containsExactly("app_x1");
    assertThat(apps(label("team", "storage"))).isEmpty();
    assertThat(apps(label("Team", null))).isEmpty();
  }

  @Test
  default void appsAreFoundByWhatTheyAreGranted() {
    someApps();
    assertThat(apps(at(ADMIN, null))).containsExactly("app_x1", "app_x2");
    assertThat(apps(at(ADMIN, "b"))).containsExactly("app_x1");
    assertThat(apps(at(ADMIN, "B"))).isEmpty();
    assertThat(apps(at(Samples.IDENTITY, "a"))).containsExactly("app_x3");
    assertThat(apps(at(new ApiId("api_none"), null))).isEmpty();
    AppFilter both = new AppFilter(Words.of("web"), null, null, null, new AtApi(ADMIN, null));
    assertThat(apps(both)).containsExactly("app_x2");
    List<GrantedApp> second =
        read(DEFAULT, tenant -> tenant.appsGranted(ADMIN, new Page("app_x1", 1)));
    assertThat(second).hasSize(1);
    assertThat(second.getFirst().scopes()).isEqualTo(Scopes.of("b.c"));
    assertThat(read(DEFAULT, tenant -> tenant.app(new ClientId("app_x2"))).orElseThrow().app())
        .isEqualTo(second.getFirst().app());
  }

  @Test
  default void aSearchGoesOnBehindAnIdAndStopsWhereItHasFoundEnough() {
    someApps();
    Found<App> one = read(DEFAULT, tenant -> tenant.apps(words("for"), new Page("app_x1", 1)));
    assertThat(one.items()).extracting(app -> app.clientId().text()).containsExactly("app_x2");
    assertThat(one.stoppedAt()).isNull();
  }

  @Test
  default void whatManyThingsAreCalledIsFoundAtOnceEachKindForItself() {
    founded();
    change(
        DEFAULT,
        tenant -> {
          for (int i = 0; i < 1_200; i++) {
            tenant.put(app("x%04d".formatted(i), "App " + i, Map.of(), App.Status.ACTIVE));
          }
          // An API and a policy of the same id are called otherwise.
          tenant.put(Samples.api("x0001", 2));
          tenant.put(Samples.policy("x0001", 2));
        });
    look(
        DEFAULT,
        tenant -> {
          Set<ClientId> asked =
              IntStream.range(5, 1_205)
                  .mapToObj(i -> new ClientId("x%04d".formatted(i)))
                  .collect(Collectors.toSet());
          Map<ClientId, String> apps = tenant.appNames(asked);
          assertThat(apps).hasSize(1_195).containsEntry(new ClientId("x1199"), "App 1199");
          assertThat(tenant.appNames(Set.of())).isEmpty();
          Api api = tenant.api(new ApiId("x0001")).orElseThrow();
          assertThat(tenant.apiNames(Set.of(api.id(), new ApiId("x0002"))))
              .isEqualTo(Map.of(api.id(), api.name()));
          RegistrationPolicyId policy = new RegistrationPolicyId("x0001");
          assertThat(
                  tenant.registrationPolicyNames(Set.of(policy, new RegistrationPolicyId("x0002"))))
              .isEqualTo(Map.of(policy, tenant.registrationPolicy(policy).orElseThrow().name()));
        });
    change(DEFAULT, tenant -> tenant.found(Samples.founding(Samples.ACME)));
    look(
        Samples.ACME,
        tenant -> assertThat(tenant.appNames(Set.of(new ClientId("x0007")))).isEmpty());
  }

  @Test
  default void apisAreFoundByWhatIsAskedOfThem() {
    founded();
    change(DEFAULT, tenant -> tenant.put(Samples.api("api_x", 2)));
    Found<Api> found =
        read(DEFAULT, tenant -> tenant.apis(api -> api.id().text().equals("api_x"), ALL));
    assertThat(found.items()).containsExactly(Samples.api("api_x", 2));
    assertThat(read(DEFAULT, tenant -> tenant.apis(api -> true, new Page("", 1))).items())
        .hasSize(1);
  }

  @Test
  default void credentialsOfAllAppsAreFoundByTypeByEndAndByUse() {
    someApps();
    ClientId first = new ClientId("app_x1");
    ClientId second = new ClientId("app_x2");
    change(
        DEFAULT,
        tenant -> {
          tenant.put(endlessCredential("cred_y1", second, 3));
          tenant.put(importedCredential("cred_y2", first, 3));
          tenant.put(keySetCredential("cred_y3", second, 3));
          tenant.put(endlessKeyCredential("cred_y4", first, 3));
          tenant.put(endlessCertificateCredential("cred_y5", first, 3));
          tenant.put(federatedCredential("cred_y6", first, 3));
          tenant.put(endlessFederatedCredential("cred_y7", first, 3));
          tenant.put(passkeyCredential("cred_y8", first, 3));
          tenant.put(invitationCredential("cred_y9", first, 3));
          tenant.put(openIdCredential("cred_yz", first, 3));
        });
    store().recordUse(DEFAULT, Map.of(new CredentialId("cred_y4"), NOW.plusSeconds(50)));
    assertThat(credentials(CredentialFilter.ALL))
        .containsExactly(
            "cred_y1", "cred_y2", "cred_y3", "cred_y4", "cred_y5", "cred_y6", "cred_y7", "cred_y8",
            "cred_y9", "cred_yz");
    assertThat(credentials(of(CredentialFilter.Type.SECRET))).containsExactly("cred_y1", "cred_y2");
    assertThat(credentials(of(CredentialFilter.Type.KEY))).containsExactly("cred_y3", "cred_y4");
    assertThat(credentials(of(CredentialFilter.Type.CERTIFICATE))).containsExactly("cred_y5");
    assertThat(credentials(of(CredentialFilter.Type.FEDERATED)))
        .containsExactly("cred_y6", "cred_y7");
    assertThat(credentials(of(CredentialFilter.Type.PASSKEY))).containsExactly("cred_y8");
    assertThat(credentials(of(CredentialFilter.Type.INVITATION))).containsExactly("cred_y9");
    assertThat(credentials(of(CredentialFilter.Type.OPENID))).containsExactly("cred_yz");
    assertThat(
            credentials(
                new CredentialFilter(CredentialFilter.Type.KEY, null, null, NOW.plusSeconds(50))))
        .containsExactly("cred_y3");
    assertThat(
            credentials(
                new CredentialFilter(CredentialFilter.Type.KEY, null, null, NOW.plusSeconds(51))))
        .containsExactly("cred_y3", "cred_y4");
    assertThat(credentials(new CredentialFilter(null, null, NOW.plusSeconds(10), null)))
        .containsExactly("cred_y6");
    // What was made just now is not long unused.
    assertThat(credentials(new CredentialFilter(null, null, null, NOW))).isEmpty();
    ListedCredential listed =
        read(
                DEFAULT,
                tenant -> tenant.credentials(of(CredentialFilter.Type.KEY), new Page("cred_y3", 5)))
            .items()
            .getFirst();
    assertThat(listed)
        .isEqualTo(
            new ListedCredential(
                endlessKeyCredential("cred_y4", first, 3), "100% Pure", NOW.plusSeconds(50)));
  }

  @Test
  default void credentialsOfAllAppsAreFoundByWhenTheyEnd() {
    someApps();
    ClientId app = new ClientId("app_x1");
    change(
        DEFAULT,
        tenant -> {
          tenant.put(federatedCredential("cred_y6", app, 3));
          tenant.put(endlessFederatedCredential("cred_y7", app, 3));
        });
    Instant end = NOW.plusSeconds(9);
    Instant late = end.plusMillis(1);
    assertThat(credentials(ending(null, end))).isEmpty();
    assertThat(credentials(ending(null, late))).containsExactly("cred_y6");
    // At that time or later; what has no end does not end later.
    assertThat(credentials(ending(end, null))).containsExactly("cred_y6");
    assertThat(credentials(ending(late, null))).isEmpty();
    assertThat(credentials(ending(end, late))).containsExactly("cred_y6");
  }

  private static CredentialFilter ending(@Nullable Instant after, @Nullable Instant before) {
    return new CredentialFilter(CredentialFilter.Type.FEDERATED, after, before, null);
  }

  @Test
  default void whatManyAppsProveThemselvesWithIsReadAtOnce() {
    founded();
    ClientId first = new ClientId("app_w1");
    ClientId second = new ClientId("app_w2");
    ClientId bare = new ClientId("app_w3");
    change(
        DEFAULT,
        tenant -> {
          tenant.put(app("app_w1", "w1", Map.of(), App.Status.ACTIVE));
          tenant.put(app("app_w2", "w2", Map.of(), App.Status.ACTIVE));
          tenant.put(app("app_w3", "w3", Map.of(), App.Status.ACTIVE));
          tenant.put(endlessCredential("cred_w1", first, 2));
          tenant.put(endlessKeyCredential("cred_w2", first, 2));
          tenant.put(keySetCredential("cred_w3", first, 2));
          tenant.put(passkeyCredential("cred_w4", second, 2));
        });
    Instant late = NOW.plusSeconds(50);
    store()
        .recordUse(
            DEFAULT, Map.of(new CredentialId("cred_w1"), NOW, new CredentialId("cred_w2"), late));
    List<ClientId> asked = List.of(first, second, bare, new ClientId("app_nobody"));
    Map<ClientId, AppUse> uses = read(DEFAULT, tenant -> tenant.uses(asked));
    assertThat(uses)
        .isEqualTo(
            Map.of(
                first,
                new AppUse(Set.of(CredentialFilter.Type.SECRET, CredentialFilter.Type.KEY), late),
                second,
                new AppUse(Set.of(CredentialFilter.Type.PASSKEY), null)));
    Map<ClientId, AppUse> one = read(DEFAULT, tenant -> tenant.uses(List.of(second)));
    assertThat(one).containsOnlyKeys(second);
    Map<ClientId, AppUse> none = read(DEFAULT, tenant -> tenant.uses(List.of()));
    assertThat(none).isEmpty();
  }

  private static CredentialFilter of(CredentialFilter.Type type) {
    return new CredentialFilter(type, null, null, null);
  }

  private List<String> credentials(CredentialFilter filter) {
    return read(DEFAULT, tenant -> tenant.credentials(filter, ALL)).items().stream()
        .map(each -> each.credential().id().text())
        .filter(id -> id.startsWith("cred_y"))
        .toList();
  }

  private void line(int second, String actor, String action, String target) {
    store()
        .change(
            DEFAULT,
            NOW.plusSeconds(second),
            tenant -> {
              tenant.audit(
                  new AuditLine(actor, action, target, JsonNull.NULL, JsonObject.EMPTY, ""));
              return true;
            });
  }

  private void someLines() {
    founded();
    line(1, "app_a", "app.create", "app/x");
    line(2, "app_b", "app.block", "app/x");
    // A clock that went back.
    line(1, "app_a", "grant.update", "grant/x/y");
    line(4, "app_a", "app_other.create", "app/xx");
    line(5, "app_b", "app.block", "App/x");
  }

  private List<Long> lines(AuditFilter filter, Order order) {
    return read(DEFAULT, tenant -> tenant.audit(filter, new Part(null, 100, order)))
        .items()
        .stream()
        .map(event -> event.record().seq())
        .filter(seq -> seq > 1)
        .toList();
  }

  private List<Long> lines(
      @Nullable String actor, @Nullable String action, @Nullable String target) {
    return lines(new AuditFilter(actor, action, target, null, null, null), Order.OLDEST_FIRST);
  }

  @Test
  default void auditLinesAreFoundByWhoWhatAndWhat() {
    someLines();
    assertThat(lines(AuditFilter.ALL, Order.OLDEST_FIRST)).containsExactly(2L, 3L, 4L, 5L, 6L);
    assertThat(lines("app_a", null, null)).containsExactly(2L, 4L, 5L);
    assertThat(lines(null, "app.block", null)).containsExactly(3L, 6L);
    assertThat(lines(null, "app.", null)).containsExactly(2L, 3L, 6L);
    assertThat(lines(null, null, "app/x")).containsExactly(2L, 3L);
    assertThat(lines(null, null, "app/")).containsExactly(2L, 3L, 5L);
    assertThat(lines(null, null, "grant/x/")).containsExactly(4L);
    assertThat(lines(null, null, "app%")).isEmpty();
    assertThat(lines("app_b", "app.block", "app/x")).containsExactly(3L);
    assertThat(lines("app_b", "app.", "App/")).containsExactly(6L);
    assertThat(lines("app_a", "app.block", null)).isEmpty();
    assertThat(lines("nobody", null, null)).isEmpty();
  }

  @Test
  default void auditLinesAreFoundByTheAppThatTheyAreAbout() {
    someLines();
    line(6, "app_a", "credential.create", "credential/x/cred_1");
    line(7, "app_x", "key.rotate", "key/x");
    line(8, "app_a", "grant.update", "grant/xx/y");
    assertThat(about(null, null)).containsExactly(2L, 3L, 4L, 7L);
    assertThat(about("app.", null)).containsExactly(2L, 3L);
    assertThat(about("app.block", null)).containsExactly(3L);
    assertThat(about(null, "app/x")).containsExactly(2L, 3L);
    assertThat(about(null, "credential/")).containsExactly(7L);
    assertThat(about(null, "app/xx")).isEmpty();
  }

  private List<Long> about(@Nullable String action, @Nullable String target) {
    return lines(
        new AuditFilter(null, action, target, new ClientId("x"), null, null), Order.OLDEST_FIRST);
  }

  @Test
  default void auditLinesAreFoundByTimeThoughItWentBack() {
    someLines();
    assertThat(between(1, 2)).containsExactly(2L, 4L);
    assertThat(between(2, 5)).containsExactly(3L, 5L);
    assertThat(between(5, 99)).containsExactly(6L);
    assertThat(between(6, 99)).isEmpty();
  }

  private List<Long> between(int from, int to) {
    return lines(
        new AuditFilter(null, null, null, null, NOW.plusSeconds(from), NOW.plusSeconds(to)),
        Order.OLDEST_FIRST);
  }

  @Test
  default void theLogIsReadFromEitherEndAndGoesOnWhereAPartEnded() {
    someLines();
    AuditFilter blocks = new AuditFilter(null, "app.", null, null, null, null);
    assertThat(lines(blocks, Order.NEWEST_FIRST)).containsExactly(6L, 3L, 2L);
    look(
        DEFAULT,
        tenant -> {
          assertThat(tenant.audit(blocks, new Part(6L, 1, Order.NEWEST_FIRST)).items())
              .extracting(event -> event.record().seq())
              .containsExactly(3L);
          assertThat(tenant.audit(blocks, new Part(2L, 1, Order.OLDEST_FIRST)).items())
              .extracting(event -> event.record().seq())
              .containsExactly(3L);
          assertThat(tenant.audit(blocks, new Part(2L, 1, Order.NEWEST_FIRST)).items()).isEmpty();
        });
  }

  @Test
  default void aSearchLooksAtSoManyThingsAndSaysWhereItStopped() {
    founded();
    change(
        DEFAULT,
        tenant -> {
          for (int i = 0; i <= Found.SCAN; i++) {
            ClientId id = new ClientId("b%05d".formatted(i));
            tenant.put(app(id.text(), i == Found.SCAN ? "last" : "n", Map.of(), App.Status.ACTIVE));
            tenant.put(endlessCredential(id.text(), id, 2));
          }
          tenant.put(Samples.bareGrant("g0", new ClientId("b00000"), ADMIN, 2));
        });
    String before = "app_z";
    Found<App> none = read(DEFAULT, it -> it.apps(words("last"), new Page(before, 10)));
    assertThat(none.items()).isEmpty();
    assertThat(none.stoppedAt()).isEqualTo("b09999");
    Found<App> rest = read(DEFAULT, it -> it.apps(words("last"), new Page("b09999", 10)));
    assertThat(rest.items()).hasSize(1);
    assertThat(rest.stoppedAt()).isNull();
    assertThat(read(DEFAULT, it -> it.apps(at(ADMIN, null), new Page(before, 10))).stoppedAt())
        .isNull();
    Page fromFirst = new Page("b", 10);
    Found<ListedCredential> keys =
        read(DEFAULT, it -> it.credentials(of(CredentialFilter.Type.KEY), fromFirst));
    assertThat(keys.items()).isEmpty();
    assertThat(keys.stoppedAt()).isEqualTo("b09999");
    Found<ListedCredential> secrets =
        read(DEFAULT, it -> it.credentials(of(CredentialFilter.Type.SECRET), fromFirst));
    assertThat(secrets.items()).hasSize(10);
    assertThat(secrets.stoppedAt()).isNull();
  }

  @Test
  default void liveRevocationsAreReadPartByPartThoughOthersEnd() {
    founded();
    List<FeedEntry> entries =
        IntStream.range(0, 5)
            .mapToObj(i -> new FeedEntry("jti", "j" + i, NOW.plusSeconds(i == 1 ? 1 : 100)))
            .toList();
    change(DEFAULT, tenant -> tenant.revoke("rev_1", entries));
    change(DEFAULT, tenant -> tenant.revoke("rev_2", entries.subList(0, 1)));
    List<LiveRevocation> first = read(DEFAULT, tenant -> tenant.revocations(NOW, Place.START, 2));
    assertThat(first)
        .extracting(each -> each.revocation().entry().value())
        .containsExactly("j0", "j1");
    Instant later = NOW.plusSeconds(50);
    store().purge(later);
    List<LiveRevocation> rest =
        read(DEFAULT, tenant -> tenant.revocations(later, first.getLast().place(), 10));
    assertThat(rest)
        .extracting(each -> each.revocation().entry().value())
        .containsExactly("j2", "j3", "j4", "j0");
    assertThat(rest)
        .extracting(LiveRevocation::place)
        .containsExactly(new Place(1, 2), new Place(1, 3), new Place(1, 4), new Place(2, 0));
    look(DEFAULT, tenant -> assertThat(tenant.revocations(later, new Place(2, 0), 10)).isEmpty());
  }
}
