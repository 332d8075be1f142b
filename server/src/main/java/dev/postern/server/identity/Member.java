package dev.postern.server.identity;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One member of a profile: LoginRadius' name of it, and what its value looks like. Names are taken
 * in either case and written in theirs.
 *
 * @param name the name in its canonical case
 * @param shape what its value looks like
 * @param parts for objects, and arrays of them: names whose canonical case is known
 */
record Member(String name, Shape shape, List<String> parts) {

  static final String UID = "Uid";
  static final String ID = "ID";
  static final String PROVIDER = "Provider";
  static final String EMAIL = "Email";
  static final String USER_NAME = "UserName";
  static final String PHONE_ID = "PhoneId";
  static final String PASSWORD = "Password";
  static final String EMAIL_VERIFIED = "EmailVerified";
  static final String PHONE_ID_VERIFIED = "PhoneIdVerified";
  static final String IS_ACTIVE = "IsActive";
  static final String IS_DELETED = "IsDeleted";
  static final String CREATED_DATE = "CreatedDate";
  static final String MODIFIED_DATE = "ModifiedDate";

  private static final Map<String, Member> KNOWN = new LinkedHashMap<>();

  // The members of LoginRadius' account and profile models, but for its own bookkeeping of logins
  // and for the credentials of social providers.
  static {
    know(Shape.OURS, UID, ID, PROVIDER, IS_DELETED, CREATED_DATE, MODIFIED_DATE);
    know(Shape.PASSWORD, PASSWORD);
    know(Shape.EMAILS, EMAIL);
    know(Shape.USER_NAME, USER_NAME);
    know(Shape.PHONE, PHONE_ID);
    know(Shape.FIELDS, "CustomFields", "ProfileImageUrls", "WebProfiles");
    know(
        Shape.FLAG,
        EMAIL_VERIFIED,
        PHONE_ID_VERIFIED,
        IS_ACTIVE,
        "IsEmailSubscribed",
        "IsProtected",
        "Hireable",
        "FirstLogin");
    know(Shape.TEXT, "Prefix", "FirstName", "MiddleName", "LastName", "Suffix", "FullName");
    know(Shape.TEXT, "NickName", "ProfileName", "BirthDate", "Gender", "Age", "Company");
    know(Shape.TEXT, "Website", "ProfileUrl", "ImageUrl", "HttpsImageUrl", "ThumbnailImageUrl");
    know(Shape.TEXT, "GravatarImageUrl", "CoverPhoto", "Favicon", "RepositoryUrl", "StarredUrl");
    know(Shape.TEXT, "GistsUrl", "PublicRepository", "HomeTown", "State", "City", "LocalCity");
    know(Shape.TEXT, "LocalCountry", "ProfileCity", "ProfileCountry", "MainAddress", "Industry");
    know(Shape.TEXT, "TimeZone", "Language", "LocalLanguage", "Currency", "RelationshipStatus");
    know(Shape.TEXT, "Religion", "Political", "Verified", "IsGeoEnabled", "Created", "UpdatedTime");
    know(Shape.TEXT, "ExternalUserLoginId", "LRUserID", "RegistrationSource");
    know(Shape.LONG_TEXT, "About", "TagLine", "Quota", "Quote", "Associations", "Honors");
    know(Shape.LONG_TEXT, "ProfessionalHeadline");
    know(Shape.COUNT, "FollowersCount", "FriendsCount", "TotalStatusesCount", "NumRecommenders");
    know(Shape.COUNT, "PublicGists", "PrivateGists", "TotalPrivateRepository", "PinsCount");
    know(Shape.COUNT, "BoardsCount", "LikesCount");
    know(Shape.TEXTS, "InterestedIn");
    know(Shape.THING, "AgeRange", "Suggestions", "KloutScore", "Subscription", "PrivacyPolicy");
    know(Shape.THINGS, "Positions", "Educations", "IMAccounts", "Interests", "Sports", "Awards");
    know(Shape.THINGS, "InspirationalPeople", "Skills", "CurrentStatus", "Certifications");
    know(Shape.THINGS, "Courses", "Volunteer", "RecommendationsReceived", "Languages", "Projects");
    know(Shape.THINGS, "Games", "Family", "TeleVisionShow", "MutualFriends", "Movies", "Books");
    know(Shape.THINGS, "Patents", "FavoriteThings", "RelatedProfileViews", "PlacesLived");
    know(Shape.THINGS, "Publications", "JobBookmarks", "Badges", "MemberUrlResources");
    know(new Member("Country", Shape.THING, List.of("Code", "Name")));
    know(new Member("PhoneNumbers", Shape.THINGS, List.of("PhoneType", "PhoneNumber")));
    know(new Member("ExternalIds", Shape.THINGS, List.of("SourceId", "Source")));
    know(
        new Member(
            "Addresses",
            Shape.THINGS,
            List.of(
                "Type",
                "Address1",
                "Address2",
                "City",
                "State",
                "PostalCode",
                "Region",
                "Country")));
  }

  private static void know(Shape shape, String... names) {
    Arrays.stream(names).forEach(name -> know(new Member(name, shape, List.of())));
  }

  private static void know(Member member) {
    if (KNOWN.put(member.name.toLowerCase(Locale.ROOT), member) != null) {
      throw new IllegalStateException(member.name + " twice");
    }
  }

  /** The member called {@code name} in whatever case, or empty. */
  static Optional<Member> called(String name) {
    return Optional.ofNullable(KNOWN.get(name.toLowerCase(Locale.ROOT)));
  }

  /** Every member, for documentation. */
  static List<Member> all() {
    return List.copyOf(KNOWN.values());
  }

  /** The canonical case of a name within this member's value; as it came where it is not known. */
  String part(String sent) {
    return parts.stream().filter(sent::equalsIgnoreCase).findFirst().orElse(sent);
  }
}
