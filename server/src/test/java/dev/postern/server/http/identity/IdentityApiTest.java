package dev.postern.server.http.identity;

import static dev.postern.server.http.identity.IdentitySite.ACCOUNT;
import static dev.postern.server.http.identity.IdentitySite.ACME;
import static dev.postern.server.http.identity.IdentitySite.HOME;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonNull;
import dev.postern.protocol.json.JsonObject;
import dev.postern.server.http.identity.IdentitySite.Answer;
import dev.postern.store.AuditEvent;
import dev.postern.store.BuiltInApi;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Every call of the Identity Management API, and what is kept of it. */
final class IdentityApiTest {

  private static final String ZOE =
      "{\"FirstName\":\"Zo\u00eb\",\"Email\":[{\"Type\":\"Primary\",\"Value\":\"Zoe@Example.com\"}]}";

  private final IdentitySite site = new IdentitySite();

  private static String withEmail(String address) {
    return "{\"Email\":[{\"Type\":\"Primary\",\"Value\":\"" + address + "\"}]}";
  }

  private Answer put(String path, String json) {
    return site.call("PUT", ACCOUNT + "/" + path).json(json).send();
  }

  private static void assertRefused(Answer answer, int status, int code) {
    assertThat(answer.status()).as(answer.body().text()).isEqualTo(status);
    assertThat(answer.code()).isEqualTo(code);
  }

  @Test
  void anAccountIsMadeAndShownWithItsUsualMembers() {
    Answer made = site.post(ZOE);
    assertThat(made.status()).isEqualTo(200);
    assertThat(made.body().members().keySet())
        .containsExactly(
            "Uid",
            "ID",
            "Provider",
            "FirstName",
            "LastName",
            "FullName",
            "UserName",
            "Email",
            "EmailVerified",
            "PhoneId",
            "PhoneNumbers",
            "Addresses",
            "Company",
            "CustomFields",
            "ExternalIds",
            "IsActive",
            "IsDeleted",
            "CreatedDate",
            "ModifiedDate");
    assertThat(made.text("Uid")).matches("[0-9a-f]{32}").isEqualTo(made.text("ID"));
    assertThat(made.body().text())
        .contains("\"Email\":[{\"Type\":\"Primary\",\"Value\":\"Zoe@Example.com\"}]")
        .contains("\"FirstName\":\"Zo\u00eb\",\"LastName\":null")
        .contains("\"EmailVerified\":false")
        .contains("\"IsActive\":true,\"IsDeleted\":false")
        .contains("\"CreatedDate\":\"2026-11-22T10:11:12.345Z\"");
    assertThat(site.get(ACCOUNT + "/" + made.text("Uid")).body()).isEqualTo(made.body());
  }

  @Test
  void anAccountIsFoundByWhateverNamesIt() {
    String uid =
        site.account(
            "{\"email\":[{\"type\":\"Primary\",\"value\":\"Zoe@Example.com\"},"
                + "{\"type\":\"Work\",\"value\":\"zoe@work.example\"}],"
                + "\"username\":\"Zo\u00eb\",\"phoneid\":\"+1 604 555 2368\"}");
    for (String query :
        List.of(
            "email=zoe@example.com",
            "email=ZOE%40EXAMPLE.COM",
            "email=zoe%40work.example",
            "username=ZO%C3%8B",
            "username=zoe%CC%88",
            "phone=%2B16045552368",
            "phone=+16045552368",
            "phone=16045552368")) {
      assertThat(site.get(ACCOUNT + "?" + query).text("Uid")).as(query).isEqualTo(uid);
    }
    assertThat(site.get(ACCOUNT + "/" + uid.toUpperCase(Locale.ROOT)).text("Uid")).isEqualTo(uid);
  }

  @Test
  void whoIsNotThereIsNotFound() {
    assertRefused(site.get(ACCOUNT + "/" + "0".repeat(32)), 403, 938);
    assertRefused(site.get(ACCOUNT + "?email=a@b.co"), 403, 938);
    assertRefused(site.get(ACCOUNT + "?username=nobody"), 403, 938);
    assertRefused(site.get(ACCOUNT + "?phone=12345"), 403, 938);
    assertRefused(put("0".repeat(32), "{}"), 403, 938);
    assertRefused(put("0".repeat(32) + "/email", withEmail("a@b.co")), 403, 938);
    assertRefused(site.call("DELETE", ACCOUNT + "/" + "0".repeat(32)).send(), 403, 938);
    assertRefused(site.call("DELETE", ACCOUNT + "?email=a@b.co").send(), 403, 938);
  }

  @Test
  void aMalformedQuestionIsRefused() {
    assertRefused(site.get(ACCOUNT), 400, 1118);
    assertRefused(site.get(ACCOUNT + "?email="), 400, 1118);
    assertRefused(site.get(ACCOUNT + "?email=nobody"), 400, 1038);
    assertRefused(site.get(ACCOUNT + "?username=%20"), 400, 908);
    assertRefused(site.get(ACCOUNT + "?phone=abc"), 400, 908);
    assertRefused(site.get(ACCOUNT + "?email=a@b.co&username=x"), 400, 908);
    assertRefused(site.get(ACCOUNT + "?apikey=x"), 400, 908);
    assertRefused(site.get(ACCOUNT + "?email=a@b.co&email=c@d.co"), 400, 965);
    assertRefused(site.get(ACCOUNT + "?email=%00"), 400, 965);
    for (String uid :
        List.of("x", "0".repeat(31), "0".repeat(33), "g".repeat(32), "%20" + "0".repeat(31))) {
      assertRefused(site.get(ACCOUNT + "/" + uid), 403, 937);
    }
    String dashed = "ffa5884e-c3a9-43db-8b54-84f0d18e2fde";
    assertRefused(site.get(ACCOUNT + "/" + dashed), 403, 937);
    assertRefused(site.call("DELETE", ACCOUNT).send(), 400, 1118);
    assertRefused(site.call("DELETE", ACCOUNT + "?email=nobody").send(), 400, 1038);
    assertRefused(site.call("DELETE", ACCOUNT + "?phone=12345").send(), 400, 908);
  }

  @Test
  void aNameThatAnotherAccountHasIsRefused() {
    site.account(
        "{\"Email\":[{\"Type\":\"Primary\",\"Value\":\"jos\u00e9@example.com\"}],"
            + "\"UserName\":\"Jos\u00e9\",\"PhoneId\":\"+1604555\"}");
    assertRefused(site.post(withEmail("JOSE\u0301@example.com")), 403, 936);
    assertRefused(site.post("{\"UserName\":\"jose\u0301\"}"), 403, 9361);
    assertRefused(site.post("{\"PhoneId\":\"1 604 555\"}"), 403, 9362);
    String other = site.account("{\"UserName\":\"jose\"}");
    assertRefused(put(other, withEmail("Jos\u00e9@example.com")), 403, 936);
    assertRefused(put(other + "/email", withEmail("Jos\u00e9@example.com")), 403, 936);
    assertRefused(put(other, "{\"username\":\"JOS\u00c9\"}"), 403, 9361);
    assertThat(site.kept(other).orElseThrow().keys()).as("nothing is half done").hasSize(1);
  }

  @Test
  void aProfileIsMerged() {
    String uid =
        site.account(
            "{\"FirstName\":\"a\",\"LastName\":\"b\",\"UserName\":\"c\",\"EmailVerified\":true}");
    Answer merged = put(uid, "{\"lastname\":\"B\",\"FirstName\":null,\"Company\":\"d\"}");
    assertThat(merged.status()).isEqualTo(200);
    assertThat(merged.body().text())
        .contains("\"FirstName\":\"a\",\"LastName\":\"B\"")
        .contains("\"Company\":\"d\"")
        .contains("\"EmailVerified\":true");
    Answer cleared = put(uid + "?nullsupport=true", "{\"firstname\":null,\"EmailVerified\":null}");
    assertThat(cleared.body().text())
        .contains("\"FirstName\":null,\"LastName\":\"B\"")
        .contains("\"EmailVerified\":false");
    assertThat(put(uid + "?nullsupport=false", "{\"LastName\":null}").text("LastName"))
        .isEqualTo("B");
    assertRefused(put(uid + "?nullsupport=yes", "{}"), 400, 908);
    assertRefused(put(uid + "?nullsupport=true", "{\"UserName\":null}"), 400, 965);
    assertThat(put(uid, "{\"UserName\":\"new\"}").text("Uid")).isEqualTo(uid);
    assertThat(site.account("{\"UserName\":\"c\"}")).as("the old name is free").isNotEqualTo(uid);
  }

  @Test
  void aProfileThatWasReadCanBeSentBack() {
    String uid = site.account(ZOE);
    JsonObject before = site.get(ACCOUNT + "/" + uid).body();
    assertThat(put(uid, before.text()).body()).isEqualTo(before);
    assertThat(put(uid + "?nullsupport=true", before.text()).body()).isEqualTo(before);
  }

  @Test
  void aProfileCannotBeMergedBeyondItsLimit() {
    String uid = site.account("{\"UserName\":\"a\"}");
    String fields = "x".repeat(1000);
    List<Integer> statuses = new ArrayList<>();
    for (String member : List.of("Skills", "Awards", "Books")) {
      String thing = "{\"a\":\"" + fields + "\"}";
      String things = String.join(",", Collections.nCopies(99, thing));
      statuses.add(put(uid, "{\"" + member + "\":[" + things + "]}").status());
    }
    assertThat(statuses).containsExactly(200, 200, 400);
  }

  @Test
  void addressesTakeThePlaceOfThoseOfTheirType() {
    String uid = site.account(withEmail("one@example.com"));
    assertThat(emails(put(uid + "/email", withEmail("two@example.com"))))
        .containsExactly("Primary two@example.com");
    Answer more =
        put(
            uid + "/email",
            "{\"email\":[{\"type\":\"Work\",\"value\":\"w@example.com\"},"
                + "{\"type\":\"PRIMARY\",\"value\":\"three@example.com\"}]}");
    assertThat(emails(more)).containsExactly("PRIMARY three@example.com", "Work w@example.com");
    assertThat(site.account(withEmail("one@example.com"))).as("given up is free").isNotEmpty();
    assertRefused(put(uid + "/email", "{}"), 400, 965);
    assertRefused(put(uid + "/email", "{\"Email\":[]}"), 400, 965);
    assertRefused(put(uid + "/email", "{\"Email\":null}"), 400, 965);
    assertRefused(put(uid + "/email", "{\"Company\":\"x\"}"), 400, 965);
    assertRefused(
        put(uid + "/email", withEmail("x@y.co").replace("}]}", "}],\"Company\":\"x\"}")), 400, 965);
    assertRefused(put(uid + "/email", withEmail("nobody")), 400, 1038);
    assertRefused(put(uid + "/email", withEmail("W@example.com")), 400, 965);
  }

  private static List<String> emails(Answer answer) {
    List<String> emails = new ArrayList<>();
    if (answer.body().members().get("Email") instanceof JsonArray list) {
      for (var each : list.values()) {
        if (each instanceof JsonObject email) {
          Answer part = new Answer(200, email, answer.headers());
          emails.add(part.text("Type") + " " + part.text("Value"));
        }
      }
    }
    return emails;
  }

  @Test
  void anAddressThatTakesTheFirstPlaceIsNotVerifiedUnlessTheCallSaysSo() {
    String verified = "\"EmailVerified\":true";
    String uid =
        site.account(withEmail("one@example.com").replaceFirst("\\{", "{" + verified + ","));
    assertThat(site.get(ACCOUNT + "/" + uid).body().text()).contains(verified);
    assertThat(put(uid + "/email", withEmail("ONE@example.com")).body().text())
        .as("the same address in another spelling")
        .contains(verified);
    assertThat(put(uid + "/email", withEmail("w@b.co").replace("Primary", "Work")).body().text())
        .as("another beside it")
        .contains(verified);
    assertThat(put(uid + "/email", withEmail("two@example.com")).body().text())
        .contains("\"EmailVerified\":false");
    assertThat(put(uid, "{" + verified + "}").body().text()).contains(verified);
    assertThat(put(uid, withEmail("three@example.com")).body().text())
        .contains("\"EmailVerified\":false");
    String said = withEmail("four@example.com").replaceFirst("\\{", "{" + verified + ",");
    assertThat(put(uid, said).body().text()).contains(verified);
    assertThat(
            put(uid, withEmail("five@example.com").replaceFirst("\\{", "{\"EmailVerified\":null,"))
                .body()
                .text())
        .contains("\"EmailVerified\":false");
  }

  @Test
  void anAddressThatMovesUpIsNotVerifiedByTheOneBeforeIt() {
    String uid =
        site.account(
            "{\"EmailVerified\":true,\"Email\":[{\"Type\":\"Primary\",\"Value\":\"a@b.co\"},"
                + "{\"Type\":\"Work\",\"Value\":\"w@b.co\"}]}");
    String path = ACCOUNT + "/" + uid + "/email";
    Answer removed = site.call("DELETE", path).json("{\"Email\":\"a@b.co\"}").send();
    assertThat(removed.body().text()).contains("\"EmailVerified\":false");
    assertThat(site.audit().getLast().record().before().text())
        .isEqualTo("{\"members\":[\"EmailVerified\",\"Email\"]}");
  }

  @Test
  void anotherPhoneNumberIsNotVerifiedUnlessTheCallSaysSo() {
    String verified = "\"PhoneIdVerified\":true";
    String uid = site.account("{\"PhoneId\":\"+1604555\"," + verified + "}");
    assertThat(put(uid, "{\"PhoneId\":\"1 604 555\"}").body().text()).contains(verified);
    assertThat(put(uid, "{\"PhoneId\":\"1604556\"}").body().text()).doesNotContain(verified);
    assertThat(put(uid, "{\"PhoneId\":\"1604557\"," + verified + "}").body().text())
        .contains(verified);
    assertThat(
            put(uid + "?nullsupport=true", "{\"PhoneId\":null,\"UserName\":\"z\"}").body().text())
        .doesNotContain(verified);
  }

  @Test
  void anAddressIsRemovedUnlessItIsTheLast() {
    String uid =
        site.account(
            "{\"Email\":[{\"Type\":\"Primary\",\"Value\":\"a@b.co\"},"
                + "{\"Type\":\"Work\",\"Value\":\"w@b.co\"}],\"UserName\":\"z\"}");
    String path = ACCOUNT + "/" + uid + "/email";
    Answer removed = site.call("DELETE", path).json("{\"email\":\"A@B.co\"}").send();
    assertThat(emails(removed)).containsExactly("Work w@b.co");
    assertRefused(site.get(ACCOUNT + "?email=a@b.co"), 403, 938);
    assertRefused(site.call("DELETE", path).json("{\"Email\":\"a@b.co\"}").send(), 400, 1038);
    assertRefused(site.call("DELETE", path).json("{\"Email\":\"nobody\"}").send(), 400, 1038);
    assertRefused(site.call("DELETE", path).json("{\"Email\":\"w@b.co\"}").send(), 403, 9363);
    assertRefused(put(uid + "?nullsupport=true", "{\"Email\":null}"), 403, 9363);
    for (String body :
        List.of(
            "{}", "{\"Email\":[]}", "{\"Mail\":\"w@b.co\"}", "{\"Email\":\"w@b.co\",\"A\":1}")) {
      assertRefused(site.call("DELETE", path).json(body).send(), 400, 965);
    }
  }

  @Test
  void anAccountIsDeletedByUidAndByAddress() {
    String one = site.account(withEmail("one@example.com"));
    String two = site.account(withEmail("two@example.com"));
    Answer first = site.call("DELETE", ACCOUNT + "/" + one).send();
    assertThat(first.body().text()).isEqualTo("{\"IsDeleted\":true}");
    Answer second = site.call("DELETE", ACCOUNT + "?email=TWO@example.com").send();
    assertThat(second.body().text()).isEqualTo("{\"IsDeleted\":true,\"RecordsDeleted\":1}");
    assertRefused(site.get(ACCOUNT + "/" + one), 403, 938);
    assertRefused(site.get(ACCOUNT + "/" + two), 403, 938);
    assertRefused(site.call("DELETE", ACCOUNT + "/" + one).send(), 403, 938);
    assertThat(site.account(withEmail("one@example.com"))).isNotEqualTo(one);
  }

  @Test
  void allAccountsAreListedPageByPage() {
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      made.add(site.account(withEmail(i + "@example.com")));
    }
    List<String> listed = new ArrayList<>();
    List<Integer> pages = new ArrayList<>();
    String cursor = "";
    do {
      Answer page = site.get(ACCOUNT + "s?limit=3" + cursor);
      assertThat(page.body().members().keySet()).containsExactly("Data", "Next");
      List<String> uids = uids(page);
      listed.addAll(uids);
      pages.add(uids.size());
      cursor =
          page.body().members().get("Next") == JsonNull.NULL ? "" : "&cursor=" + page.text("Next");
    } while (!cursor.isEmpty());
    assertThat(pages).containsExactly(3, 3, 1);
    assertThat(listed).isSorted().containsExactlyInAnyOrderElementsOf(made);
    assertThat(uids(site.get(ACCOUNT + "s"))).hasSize(7);
    assertThat(uids(site.get(ACCOUNT + "s?limit=7"))).hasSize(7);
    assertThat(site.get(ACCOUNT + "s?limit=7").body().text()).endsWith("\"Next\":null}");
    assertThat(site.get(ACCOUNT + "s?limit=99").status()).isEqualTo(200);
    assertThat(site.get(ACCOUNT + "s?limit=100").status()).isEqualTo(200);
    assertThat(site.get(ACCOUNT + "s?limit=1&cursor=" + "f".repeat(32)).body().text())
        .as("behind the last")
        .isEqualTo("{\"Data\":[],\"Next\":null}");
    assertThat(uids(site.get(ACCOUNT + "s?limit=1&cursor=" + made.getFirst())))
        .doesNotContain(made.getFirst());
    for (String bad :
        List.of("limit=0", "limit=101", "limit=-1", "limit=x", "limit=", "cursor=", "cursor=x")) {
      assertRefused(site.get(ACCOUNT + "s?" + bad), 400, 908);
    }
  }

  private static List<String> uids(Answer page) {
    List<String> uids = new ArrayList<>();
    if (page.body().members().get("Data") instanceof JsonArray data) {
      data.values()
          .forEach(
              each -> uids.add(new Answer(200, (JsonObject) each, page.headers()).text("Uid")));
    }
    return uids;
  }

  @Test
  void aPasswordIsKeptAsAHashAndNeverComesBack() {
    String uid = site.account("{\"UserName\":\"a\",\"password\":\"canary-secret\"}");
    String hash = String.valueOf(site.kept(uid).orElseThrow().passwordHash());
    assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
    assertThat(site.get(ACCOUNT + "/" + uid).body().text())
        .doesNotContain("canary", "argon2", "Password");
    put(uid, "{\"Company\":\"x\"}");
    assertThat(site.kept(uid).orElseThrow().passwordHash()).isEqualTo(hash);
    put(uid, "{\"Password\":null}");
    assertThat(site.kept(uid).orElseThrow().passwordHash()).isEqualTo(hash);
    put(uid, "{\"Password\":\"canary-secret-2\"}");
    assertThat(site.kept(uid).orElseThrow().passwordHash()).isNotEqualTo(hash);
    put(uid + "?nullsupport=true", "{\"Password\":null}");
    assertThat(site.kept(uid).orElseThrow().passwordHash()).isNull();
    assertRefused(put(uid, "{\"Password\":\"short\"}"), 400, 1198);
    assertThat(site.audit()).noneMatch(event -> event.record().toString().contains("canary"));
  }

  @Test
  void everyChangeHasOneAuditLineThatNamesNoPerson() {
    int before = site.audit().size();
    String uid =
        site.account(
            "{\"UserName\":\"canary-name\",\"Password\":\"canary-secret\",\"Company\":\"x\"}");
    put(uid, "{\"FirstName\":\"canary-first\",\"Company\":\"y\"}");
    put(uid + "/email", withEmail("canary@example.com"));
    site.call("DELETE", ACCOUNT + "/" + uid).send();
    assertRefused(site.post("{}"), 400, 965);
    assertRefused(put(uid, "{}"), 403, 938);
    List<AuditEvent> lines = site.audit().subList(before, site.audit().size());
    assertThat(lines.stream().map(event -> event.record().action()))
        .containsExactly("account.create", "account.update", "account.update", "account.delete");
    assertThat(lines)
        .allSatisfy(event -> {
          assertThat(event.record().actor()).isEqualTo("app_caller");
          assertThat(event.record().target()).isEqualTo("account/" + uid);
          assertThat(event.record().address()).isEqualTo("127.0.0.1");
          assertThat(event.record().content().text()).doesNotContain("canary");
        });
    assertThat(lines.get(0).record().before()).isEqualTo(JsonNull.NULL);
    assertThat(lines.get(0).record().after().text())
        .isEqualTo("{\"members\":[\"UserName\",\"Company\",\"Password\"]}");
    assertThat(lines.get(1).record().before().text()).isEqualTo("{\"members\":[\"Company\"]}");
    assertThat(lines.get(1).record().after().text())
        .isEqualTo("{\"members\":[\"Company\",\"FirstName\"]}");
    assertThat(lines.get(2).record().before().text()).isEqualTo("{\"members\":[]}");
    assertThat(lines.get(2).record().after().text()).isEqualTo("{\"members\":[\"Email\"]}");
    assertThat(lines.get(3).record().after()).isEqualTo(JsonNull.NULL);
  }

  @Test
  void ofManyWhoWantOneAddressAtOnceOneGetsIt() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Answer>> calls = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        String address = i % 2 == 0 ? "zoe@example.com" : "ZOE@Example.com";
        calls.add(() -> site.post(withEmail(address)));
      }
      int made = 0;
      for (Future<Answer> call : threads.invokeAll(calls)) {
        Answer answer = call.get();
        if (answer.status() == 200) {
          made++;
        } else {
          assertRefused(answer, 403, 936);
        }
      }
      assertThat(made).isEqualTo(1);
    }
    assertThat(uids(site.get(ACCOUNT + "s"))).hasSize(1);
  }

  @Test
  void tenantsAreStrangers() {
    String uid = site.account(ZOE);
    String acme =
        site.token(ACME, BuiltInApi.IDENTITY, IdentitySite.ALL, IdentitySite.NOW.plusSeconds(60));
    assertRefused(site.call("GET", ACCOUNT + "/" + uid).at(ACME).token(acme).send(), 403, 938);
    assertRefused(
        site.call("GET", ACCOUNT + "?email=zoe@example.com").at(ACME).token(acme).send(), 403, 938);
    assertRefused(site.call("DELETE", ACCOUNT + "/" + uid).at(ACME).token(acme).send(), 403, 938);
    assertThat(uids(site.call("GET", ACCOUNT + "s").at(ACME).token(acme).send())).isEmpty();
    assertThat(site.call("POST", ACCOUNT).at(ACME).token(acme).json(ZOE).send().status())
        .as("the address is free there")
        .isEqualTo(200);
    assertRefused(site.call("GET", ACCOUNT + "/" + uid).at(HOME).token(acme).send(), 401, 905);
    assertRefused(site.call("GET", ACCOUNT + "/" + uid).at(ACME).send(), 401, 905);
    assertThat(site.get(ACCOUNT + "/" + uid).status()).isEqualTo(200);
  }

  @Test
  void theLanguageOfTheMachineMakesNoDifference() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("tr-TR"));
    try {
      String uid = site.account("{\"USERNAME\":\"INFO\",\"ISACTIVE\":false,\"firstname\":\"i\"}");
      assertThat(site.get(ACCOUNT + "?username=info").text("Uid")).isEqualTo(uid);
      assertThat(site.get(ACCOUNT + "?username=info").body().text())
          .contains("\"FirstName\":\"i\"", "\"IsActive\":false");
    } finally {
      Locale.setDefault(before);
    }
  }
}
