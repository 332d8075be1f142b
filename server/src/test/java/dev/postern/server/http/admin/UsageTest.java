package dev.postern.server.http.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.ClientId;
import dev.postern.server.http.admin.AdminSite.Answer;
import dev.postern.server.http.admin.AdminSite.Party;
import dev.postern.store.ApiId;
import dev.postern.store.Outcome;
import dev.postern.store.UsageCount;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be asked of usage, and how that is answered. */
final class UsageTest {

  private static final ClientId READER = new ClientId("app_reader");
  private static final ApiId FILES = new ApiId("api_files");
  private static final Outcome WRONG = new Outcome("proof_wrong");

  private final AdminSite site = new AdminSite();
  private final Instant hour = Instant.ofEpochSecond(site.now().getEpochSecond() / 3600 * 3600);

  UsageTest() {
    Instant at = hour.minusSeconds(1_800);
    site.store.recordUsage(
        AdminSite.HOME,
        List.of(
            new UsageCount(at, READER, FILES, Outcome.ISSUED, 5),
            new UsageCount(at.plusSeconds(60), READER, FILES, Outcome.ISSUED, 3),
            new UsageCount(at, READER, FILES, WRONG, 2),
            new UsageCount(at, null, null, new Outcome("client_unknown"), 1),
            new UsageCount(at.minus(Duration.ofDays(2)), READER, FILES, Outcome.ISSUED, 100)));
  }

  private List<String> items(String query) {
    return site.get("/usage" + query).items().stream().map(item -> item.text()).toList();
  }

  @Test
  void withoutParametersItIsTheLastDayByHour() {
    String before = "{\"at\":\"%s\",".formatted(hour.minusSeconds(3_600));
    assertThat(items(""))
        .containsExactly(
            before
                + "\"client_id\":null,\"api_id\":null,\"outcome\":\"client_unknown\",\"count\":1}",
            before
                + "\"client_id\":\"app_reader\",\"api_id\":\"api_files\",\"outcome\":\"issued\","
                + "\"count\":8}",
            before
                + "\"client_id\":\"app_reader\",\"api_id\":\"api_files\",\"outcome\":\"proof_wrong\","
                + "\"count\":2}");
  }

  @Test
  void itIsAddedUpOverWhatItIsNotToldApartBy() {
    assertThat(items("?by=outcome"))
        .containsExactly(
            "{\"outcome\":\"client_unknown\",\"count\":1}",
            "{\"outcome\":\"issued\",\"count\":8}",
            "{\"outcome\":\"proof_wrong\",\"count\":2}");
    assertThat(items("?by=api,app"))
        .containsExactly(
            "{\"client_id\":null,\"api_id\":null,\"count\":1}",
            "{\"client_id\":\"app_reader\",\"api_id\":\"api_files\",\"count\":10}");
    assertThat(items("?by=time&grain=minute")).hasSize(2);
  }

  @Test
  void theLargestComeFirstAndNothingGoesOnBehindThem() {
    assertThat(items("?by=outcome&order=largest"))
        .containsExactly(
            "{\"outcome\":\"issued\",\"count\":8}",
            "{\"outcome\":\"proof_wrong\",\"count\":2}",
            "{\"outcome\":\"client_unknown\",\"count\":1}");
    assertThat(site.get("/usage?by=outcome&order=largest&limit=1").body().text())
        .isEqualTo("{\"items\":[{\"outcome\":\"issued\",\"count\":8}],\"next\":null}");
    String cursor = site.get("/usage?by=outcome&limit=1").text("next");
    assertThat(site.get("/usage?by=outcome&order=largest&cursor=" + cursor).pointers())
        .containsExactly("?cursor");
    assertThat(items("?by=outcome&order=parts&cursor=" + cursor)).hasSize(2);
  }

  @Test
  void itIsNarrowedDown() {
    assertThat(items("?by=app&client_id=app_reader&outcome=issued"))
        .containsExactly("{\"client_id\":\"app_reader\",\"count\":8}");
    assertThat(items("?by=api&api_id=api_files"))
        .containsExactly("{\"api_id\":\"api_files\",\"count\":10}");
    assertThat(items("?client_id=app_nobody")).isEmpty();
    assertThat(items("?api_id=api_nothing")).isEmpty();
    assertThat(items("?outcome=never_heard_of")).isEmpty();
  }

  @Test
  void theStepsInWhichTheTimeBeginsAndEndsAreCountedWhole() {
    Instant at = hour.minusSeconds(1_800);
    String from = "?by=outcome&outcome=issued&from=" + at.plusSeconds(59);
    assertThat(items(from + "&grain=minute")).containsExactly(issued(8));
    assertThat(items(from + "&grain=minute&to=" + at.plusSeconds(60))).containsExactly(issued(5));
    assertThat(items(from + "&grain=minute&to=" + at.plusSeconds(61))).containsExactly(issued(8));
    assertThat(items("?by=outcome&outcome=issued&grain=day&from=" + at.minus(Duration.ofDays(3))))
        .containsExactly(issued(108));
  }

  private static String issued(int count) {
    return "{\"outcome\":\"issued\",\"count\":" + count + "}";
  }

  @Test
  void anotherTenantSeesItsOwnAlone() {
    Party acme = site.tenant("acme");
    assertThat(site.call("GET", "/usage").as(acme).send().items()).isEmpty();
    assertThat(site.call("GET", "/usage?client_id=app_reader&grain=day").as(acme).send().items())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "from=yesterday,?from",
    "from=,?from",
    "from=2026-11-28,?from",
    "to=2026-13-01T00:00:00Z,?to",
    "grain=week,?grain",
    "grain=HOUR,?grain",
    "client_id=,?client_id",
    "client_id=a%20b,?client_id",
    "api_id=a/b,?api_id",
    "outcome=Issued,?outcome",
    "outcome=,?outcome",
    "by=,?by",
    "by=minute,?by",
    "from=2026-11-01T01:00:00Z&to=2026-11-01T01:00:00Z,?to",
    "from=2026-11-02T00:00:00Z&to=2026-11-01T01:00:00Z,?to",
    "from=2026-11-01T00:00:00Z&to=2026-11-03T02:01:00Z&grain=minute,?from",
    "app=x,?app",
    "limit=0,?limit"
  })
  void whatMakesNoSenseIsRefusedWhereItStands(String query, String pointer) {
    Answer answer = site.get("/usage?" + query);
    assertThat(answer.problem()).isEqualTo("400 invalid");
    assertThat(answer.pointers()).containsExactly(pointer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"time,time", "time,", ",", "app,api,outcome,time,app", "app%2C+api"})
  void whatItIsToldApartByIsEachNamedOnce(String by) {
    assertThat(site.get("/usage?by=" + by).pointers()).containsExactly("?by");
  }

  @Test
  void threeThousandStepsAreTaken() {
    String query = "/usage?from=2026-11-01T00:00:00Z&to=2026-11-03T02:00:00Z&grain=minute";
    assertThat(site.get(query).status()).isEqualTo(200);
  }

  @Test
  void everyMistakeOfTheFiltersIsToldAtOnce() {
    assertThat(
            site.get("/usage?from=x&to=y&grain=z&client_id=&api_id=&outcome=&by=&order=")
                .pointers())
        .containsExactlyInAnyOrder(
            "?from", "?to", "?grain", "?client_id", "?api_id", "?outcome", "?by", "?order");
  }
}
