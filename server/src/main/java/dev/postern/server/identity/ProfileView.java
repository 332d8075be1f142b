package dev.postern.server.identity;

import dev.postern.protocol.json.JsonBoolean;
import dev.postern.protocol.json.JsonNull;
import dev.postern.protocol.json.JsonObject;
import dev.postern.store.Account;
import java.util.List;

/**
 * Shows an account as LoginRadius does: the usual members always, with null where nothing is kept,
 * and any other that is kept. Nothing of a password is in it.
 */
final class ProfileView {

  private static final List<String> USUAL =
      List.of(
          "FirstName",
          "LastName",
          "FullName",
          Member.USER_NAME,
          Member.EMAIL,
          Member.EMAIL_VERIFIED,
          Member.PHONE_ID,
          "PhoneNumbers",
          "Addresses",
          "Company",
          "CustomFields",
          "ExternalIds",
          Member.IS_ACTIVE);

  private ProfileView() {}

  static JsonObject of(Account account) {
    JsonObject kept = account.profile();
    JsonObject.Builder view =
        JsonObject.builder()
            .put(Member.UID, account.id().text())
            .put(Member.ID, account.id().text())
            .put(Member.PROVIDER, "Email");
    USUAL.forEach(name -> view.put(name, JsonNull.NULL));
    return view.put(Member.EMAIL_VERIFIED, new JsonBoolean(false))
        .put(Member.IS_ACTIVE, new JsonBoolean(true))
        .putAll(kept)
        .put(Member.IS_DELETED, false)
        .put(Member.CREATED_DATE, account.createdAt().toString())
        .put(Member.MODIFIED_DATE, account.modifiedAt().toString())
        .build();
  }
}
