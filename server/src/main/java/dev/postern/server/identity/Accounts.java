package dev.postern.server.identity;

import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonNull;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonString;
import dev.postern.protocol.json.JsonValue;
import dev.postern.server.clientauth.Argon2id;
import dev.postern.server.refusal.IdentityReason.BadBody;
import dev.postern.server.refusal.IdentityReason.Fault;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.Account;
import dev.postern.store.Account.LookupKey;
import dev.postern.store.AccountId;
import dev.postern.store.AuditLine;
import dev.postern.store.Page;
import dev.postern.store.Registry;
import dev.postern.store.Store;
import dev.postern.store.TenantName;
import dev.postern.store.TenantReader;
import dev.postern.store.TenantWriter;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The accounts of every tenant: each change is one transaction with one audit line, which names the
 * members that changed and never their values, for the log is kept longer than any person may be.
 */
public final class Accounts {

  /** The longest profile, as JSON text: merging must not grow it beyond what one body may bring. */
  private static final int LONGEST_PROFILE = 256 * 1024;

  private final Registry registry;
  private final Store store;
  private final Argon2id passwords;
  private final SecureRandom random;

  /** The accounts that {@code store} keeps. */
  public Accounts(Registry registry, Store store, Argon2id passwords, SecureRandom random) {
    this.registry = registry;
    this.store = store;
    this.passwords = passwords;
    this.random = random;
  }

  /** Refuses an API key that is not the tenant's. */
  public void checkApiKey(TenantName tenant, String apiKey) throws Refusal {
    // The key is public, the cid of every token: there is nothing to find out by measuring.
    if (registry.tenant(tenant).filter(it -> it.tenant().apiKey().equals(apiKey)).isEmpty()) {
      throw new Refusal(Fault.BAD_API_KEY);
    }
  }

  /** Makes an account of a profile as it was sent; its profile. */
  public JsonObject create(Actor by, JsonObject body) throws Refusal {
    ProfileChange change = ProfileReader.read(body);
    JsonObject profile = change.appliedTo(JsonObject.EMPTY, false);
    List<LookupKey> keys = keys(profile);
    @Nullable String hash = hash(change);
    return store.change(
        by.tenant(),
        by.at(),
        tenant -> {
          Account account =
              new Account(
                  Uid.random(random).id(),
                  keys,
                  profile,
                  hash,
                  tenant.now(),
                  tenant.now(),
                  tenant.number());
          requireFree(tenant, account);
          tenant.put(account);
          JsonObject made = members(names(account), names(account));
          tenant.audit(line(by, "account.create", account.id(), JsonNull.NULL, made));
          return ProfileView.of(account);
        });
  }

  /** The profile of an account. */
  public JsonObject read(TenantName tenant, Uid uid) throws Refusal {
    return store.read(tenant, reader -> ProfileView.of(there(reader.account(uid.id()))));
  }

  /** The profile of the account that is found by {@code lookup}. */
  public JsonObject find(TenantName tenant, Lookup lookup) throws Refusal {
    return store.read(tenant, reader -> ProfileView.of(there(reader.account(lookup.key()))));
  }

  /**
   * A part of the list of accounts.
   *
   * @param after the last uid of the page before
   * @param limit 1 to {@value AccountPage#LONGEST}
   */
  public AccountPage list(TenantName tenant, Optional<Uid> after, int limit) {
    Page page = new Page(after.map(Uid::text).orElse(""), limit + 1);
    List<Account> found = store.read(tenant, reader -> reader.accounts(page));
    List<Account> shown = found.subList(0, Math.min(limit, found.size()));
    Optional<Uid> next =
        found.size() > limit ? Uid.parse(shown.getLast().id().text()) : Optional.empty();
    return new AccountPage(shown.stream().map(ProfileView::of).toList(), next);
  }

  /**
   * Merges a profile as it was sent into an account; its profile then.
   *
   * @param nullSupport whether JSON's null takes a member away; else it is as if not sent
   */
  public JsonObject update(Actor by, Uid uid, JsonObject body, boolean nullSupport) throws Refusal {
    ProfileChange change = ProfileReader.read(body);
    @Nullable String hash = hash(change);
    return store.change(
        by.tenant(),
        by.at(),
        tenant -> {
          Account before = there(tenant.account(uid.id()));
          @Nullable String kept = change.dropsPassword(nullSupport) ? null : before.passwordHash();
          JsonObject merged = change.appliedTo(before.profile(), nullSupport);
          JsonObject profile = Verification.after(before.profile(), merged, change::sets);
          return replace(tenant, by, before, profile, hash == null ? kept : hash);
        });
  }

  /** Sets e-mail addresses: each takes the place of those of its type. The profile then. */
  public JsonObject setEmails(Actor by, Uid uid, JsonObject body) throws Refusal {
    JsonArray sent =
        ProfileReader.read(body)
            .emails()
            .filter(emails -> body.members().size() == 1)
            .orElseThrow(Accounts::noEmails);
    return store.change(
        by.tenant(),
        by.at(),
        tenant -> {
          Account before = there(tenant.account(uid.id()));
          return replaceEmails(tenant, by, before, Emails.upsert(before.profile(), sent));
        });
  }

  private static Refusal noEmails() {
    return BadBody.of("The body has one member, Email.");
  }

  /** Removes the e-mail address that {@code body} names; the last one stays. The profile then. */
  public JsonObject removeEmail(Actor by, Uid uid, JsonObject body) throws Refusal {
    Optional<Map.Entry<String, JsonValue>> sent = body.members().entrySet().stream().findFirst();
    if (body.members().size() != 1
        || !sent.orElseThrow().getKey().equalsIgnoreCase(Member.EMAIL)
        || !(sent.get().getValue() instanceof JsonString address)) {
      throw noEmails();
    }
    Lookup lookup = Lookup.email(address.value()).orElseThrow(() -> new Refusal(Fault.BAD_EMAIL));
    return store.change(
        by.tenant(),
        by.at(),
        tenant -> {
          Account before = there(tenant.account(uid.id()));
          return replaceEmails(tenant, by, before, Emails.remove(before.profile(), lookup));
        });
  }

  /** Deletes an account. */
  public void delete(Actor by, Uid uid) throws Refusal {
    store.change(
        by.tenant(), by.at(), tenant -> remove(tenant, by, there(tenant.account(uid.id()))));
  }

  /** Deletes the account that is found by {@code lookup}. */
  public void delete(Actor by, Lookup lookup) throws Refusal {
    store.change(
        by.tenant(), by.at(), tenant -> remove(tenant, by, there(tenant.account(lookup.key()))));
  }

  private static AccountId remove(TenantWriter tenant, Actor by, Account account) {
    tenant.removeAccount(account.id());
    JsonObject gone = members(names(account), names(account));
    tenant.audit(line(by, "account.delete", account.id(), gone, JsonNull.NULL));
    return account.id();
  }

  private static JsonObject replaceEmails(
      TenantWriter tenant, Actor by, Account before, JsonObject changed) throws Refusal {
    JsonObject profile = Verification.after(before.profile(), changed, member -> false);
    return replace(tenant, by, before, profile, before.passwordHash());
  }

  private static JsonObject replace(
      TenantWriter tenant, Actor by, Account before, JsonObject profile, @Nullable String hash)
      throws Refusal {
    List<LookupKey> keys = keys(profile);
    if (!Emails.of(before.profile()).isEmpty() && Emails.of(profile).isEmpty()) {
      throw new Refusal(Fault.LAST_EMAIL);
    }
    Account after =
        new Account(
            before.id(), keys, profile, hash, before.createdAt(), tenant.now(), tenant.number());
    requireFree(tenant, after);
    tenant.put(after);
    Set<String> changed = changed(before, after);
    tenant.audit(
        line(
            by,
            "account.update",
            after.id(),
            members(names(before), changed),
            members(names(after), changed)));
    return ProfileView.of(after);
  }

  private @Nullable String hash(ProfileChange change) throws Refusal {
    return change.password().isPresent() ? passwords.hash(change.password().get()) : null;
  }

  private static Account there(Optional<Account> account) throws Refusal {
    return account.orElseThrow(() -> new Refusal(Fault.NO_SUCH_ACCOUNT));
  }

  /** What a profile is found by: one thing at least, so that nobody is lost. */
  private static List<LookupKey> keys(JsonObject profile) throws Refusal {
    List<LookupKey> keys = new ArrayList<>();
    Emails.of(profile).forEach(email -> keys.add(Emails.key(email)));
    text(profile, Member.USER_NAME).flatMap(Lookup::userName).map(Lookup::key).ifPresent(keys::add);
    text(profile, Member.PHONE_ID).flatMap(Lookup::phone).map(Lookup::key).ifPresent(keys::add);
    if (keys.isEmpty()) {
      throw BadBody.of("A profile has an Email, a UserName or a PhoneId.");
    }
    if (profile.bytes().length > LONGEST_PROFILE) {
      throw BadBody.of("The profile is too long.");
    }
    return keys;
  }

  private static Optional<String> text(JsonObject profile, String name) {
    return profile
        .member(name)
        .filter(JsonString.class::isInstance)
        .map(value -> ((JsonString) value).value());
  }

  private static void requireFree(TenantReader tenant, Account account) throws Refusal {
    for (LookupKey key : account.keys()) {
      if (tenant.account(key).filter(other -> !other.id().equals(account.id())).isPresent()) {
        throw new Refusal(
            switch (key.kind()) {
              case EMAIL -> Fault.EMAIL_TAKEN;
              case USERNAME -> Fault.USERNAME_TAKEN;
              case PHONE -> Fault.PHONE_TAKEN;
            });
      }
    }
  }

  private static Set<String> names(Account account) {
    Set<String> names = new LinkedHashSet<>(account.profile().members().keySet());
    if (account.passwordHash() != null) {
      names.add(Member.PASSWORD);
    }
    return names;
  }

  private static Set<String> changed(Account before, Account after) {
    Set<String> changed = new LinkedHashSet<>();
    Stream.of(before, after)
        .flatMap(account -> account.profile().members().keySet().stream())
        .filter(name -> !before.profile().member(name).equals(after.profile().member(name)))
        .forEach(changed::add);
    if (!Optional.ofNullable(before.passwordHash())
        .equals(Optional.ofNullable(after.passwordHash()))) {
      changed.add(Member.PASSWORD);
    }
    return changed;
  }

  /** {@code {"members":[…]}}: those of {@code names} that are there of {@code wanted}. */
  private static JsonObject members(Set<String> names, Set<String> wanted) {
    List<String> both = names.stream().filter(wanted::contains).toList();
    return JsonObject.builder().put("members", JsonArray.ofStrings(both)).build();
  }

  private static AuditLine line(
      Actor by, String action, AccountId account, JsonValue before, JsonValue after) {
    return new AuditLine(
        by.clientId().text(), action, "account/" + account, before, after, by.address());
  }
}
