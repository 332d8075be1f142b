package dev.postern.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import dev.postern.server.refusal.IdentityReason.BadBody;
import dev.postern.server.refusal.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a profile may hold. */
final class ProfileReaderTest {

  private static final JsonReader JSON = new JsonReader(JsonLimits.REQUEST);

  private static JsonObject json(String text) {
    try {
      return JSON.object(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    } catch (JsonFault e) {
      throw new AssertionError(e.text(), e);
    }
  }

  private static String read(String text) {
    try {
      return ProfileReader.read(json(text)).appliedTo(JsonObject.EMPTY, false).text();
    } catch (Refusal refusal) {
      return refusal.reason() instanceof BadBody(String detail)
          ? detail
          : refusal.reason().toString();
    }
  }

  @Test
  void namesAreTakenInEitherCaseAndWrittenInOne() {
    assertThat(read("{'FIRSTNAME':'a','lastName':'b','userNAME':'c','phoneid':'1234'}"))
        .isEqualTo(
            "{\"FirstName\":\"a\",\"LastName\":\"b\",\"UserName\":\"c\",\"PhoneId\":\"1234\"}");
    assertThat(read("{'email':[{'TYPE':'Primary','value':'A@b.co'}]}"))
        .isEqualTo("{\"Email\":[{\"Type\":\"Primary\",\"Value\":\"A@b.co\"}]}");
    assertThat(read("{'phonenumbers':[{'phonetype':'x','PHONENUMBER':'1','Other':'y'}]}"))
        .isEqualTo(
            "{\"PhoneNumbers\":[{\"PhoneType\":\"x\",\"PhoneNumber\":\"1\",\"Other\":\"y\"}]}");
    assertThat(read("{'customfields':{'aB':'x','Ab':'y'}}"))
        .as("own fields have the names that they are given")
        .isEqualTo("{\"CustomFields\":{\"aB\":\"x\",\"Ab\":\"y\"}}");
  }

  @Test
  void whatTheServerSetsIsPassedOver() {
    assertThat(
            read(
                "{'Uid':'x','ID':1,'Provider':'y','IsDeleted':true,'CreatedDate':[],"
                    + "'ModifiedDate':{},'Company':'z'}"))
        .isEqualTo("{\"Company\":\"z\"}");
  }

  @Test
  void aValueOfAnotherShapeIsRefusedInWordsThatNameTheMember() {
    assertThat(read("{'firstname':1}"))
        .isEqualTo("FirstName is a string of at most 1,000 characters.");
    assertThat(read("{'IsActive':'true'}")).startsWith("IsActive is true or false");
    assertThat(read("{'LikesCount':-1}")).startsWith("LikesCount is");
    assertThat(read("{'LikesCount':1.5}")).startsWith("LikesCount is");
    assertThat(read("{'LikesCount':9007199254740992}")).startsWith("LikesCount is");
    assertThat(read("{'LikesCount':1e3}")).startsWith("LikesCount is");
    assertThat(read("{'InterestedIn':['a',1]}")).startsWith("InterestedIn is");
    assertThat(read("{'Country':'ca'}")).startsWith("Country is");
    assertThat(read("{'Skills':{}}")).startsWith("Skills is");
    assertThat(read("{'Skills':['a']}")).startsWith("Skills is");
    assertThat(read("{'CustomFields':{'a':1}}")).startsWith("CustomFields is");
    assertThat(read("{'CustomFields':{'a':{}}}")).startsWith("CustomFields is");
    assertThat(read("{'PhoneId':'abc'}")).startsWith("PhoneId is");
    assertThat(read("{'UserName':' '}")).startsWith("UserName is");
    assertThat(read("{'Password':12345678}")).startsWith("Password is");
  }

  @Test
  void anUnknownOrRepeatedMemberIsRefusedAndNotNamed() {
    assertThat(read("{'canary':'x'}")).isEqualTo("The profile has a member that is not known.");
    assertThat(read("{'ProviderAccessCredential':{}}")).startsWith("The profile has a member");
    assertThat(read("{'FirstName':'x','firstname':'y'}")).isEqualTo("FirstName stands twice.");
    assertThat(read("{'Addresses':[{'City':'x','city':'y'}]}")).startsWith("Addresses is");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{}",
        "'a@b.co'",
        "['a@b.co']",
        "[{}]",
        "[{'Value':'a@b.co'}]",
        "[{'Type':'Primary'}]",
        "[{'Type':'','Value':'a@b.co'}]",
        "[{'Type':1,'Value':'a@b.co'}]",
        "[{'Type':'Primary','Value':null}]",
        "[{'Type':'Primary','Value':'a@b.co','More':'x'}]",
        "[{'Type':'Primary','Value':'a@b.co'},{'Type':'Other','Value':'A@B.co'}]"
      })
  void whatIsNoListOfDifferentAddressesIsRefused(String emails) {
    assertThat(read("{'Email':" + emails + "}")).startsWith("Email is an array");
  }

  @Test
  void thePrimaryAddressComesFirst() {
    assertThat(
            read(
                "{'Email':[{'Type':'Work','Value':'w@b.co'},{'Type':'primary','Value':'p@b.co'}]}"))
        .isEqualTo(
            "{\"Email\":[{\"Type\":\"primary\",\"Value\":\"p@b.co\"},"
                + "{\"Type\":\"Work\",\"Value\":\"w@b.co\"}]}");
  }

  @Test
  void everyLimitHolds() {
    assertThat(read("{'Company':'" + "x".repeat(1000) + "'}")).startsWith("{");
    assertThat(read("{'Company':'" + "x".repeat(1001) + "'}")).startsWith("Company is");
    assertThat(read("{'About':'" + "x".repeat(10_000) + "'}")).startsWith("{");
    assertThat(read("{'About':'" + "x".repeat(10_001) + "'}")).startsWith("About is");
    assertThat(read("{'InterestedIn':[" + "'a',".repeat(99) + "'a']}")).startsWith("{");
    assertThat(read("{'InterestedIn':[" + "'a',".repeat(100) + "'a']}")).startsWith("Interested");
    assertThat(read("{'Skills':[" + "{},".repeat(99) + "{}]}")).startsWith("{");
    assertThat(read("{'Skills':[" + "{},".repeat(100) + "{}]}")).startsWith("Skills is");
    assertThat(read("{'Skills':[{'" + "n".repeat(100) + "':'x'}]}")).startsWith("{");
    assertThat(read("{'Skills':[{'" + "n".repeat(101) + "':'x'}]}")).startsWith("Skills is");
    assertThat(read("{'Skills':[{'n':'" + "x".repeat(1001) + "'}]}")).startsWith("Skills is");
    assertThat(read("{'CustomFields':{'" + "n".repeat(100) + "':''}}")).startsWith("{");
    assertThat(read("{'CustomFields':{'" + "n".repeat(101) + "':''}}")).startsWith("CustomF");
    assertThat(read("{'Country':" + "{'a':".repeat(7) + "'x'" + "}".repeat(8))).startsWith("{");
    assertThat(read("{'Country':" + "{'a':".repeat(8) + "'x'" + "}".repeat(9))).startsWith("Coun");
    assertThat(read("{'Email':[" + emails(20) + "]}")).startsWith("{");
    assertThat(read("{'Email':[" + emails(21) + "]}")).startsWith("Email is");
  }

  private static String emails(int count) {
    List<String> emails = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      emails.add("{'Type':'T" + i + "','Value':'" + i + "@b.co'}");
    }
    return String.join(",", emails);
  }

  @Test
  void aPasswordIsNoPartOfTheProfile() {
    assertThat(read("{'Password':'correct horse','Company':'x'}")).isEqualTo("{\"Company\":\"x\"}");
    assertThat(read("{'Password':'short'}")).isEqualTo("BAD_PASSWORD");
  }

  @Test
  void everyMemberStandsInTheDocumentation() throws IOException {
    String document = Files.readString(Path.of("..", "docs", "loginradius.md"));
    for (Member member : Member.all()) {
      assertThat(document).contains("`" + member.name() + "`");
    }
  }
}
