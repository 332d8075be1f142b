package dev.postern.server.admin;

import dev.postern.protocol.json.JsonObject;
import dev.postern.server.certificates.Acceptance;
import dev.postern.server.refusal.AdminReason;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.CertificateAuthority;
import dev.postern.store.CertificateAuthorityId;
import dev.postern.store.TenantName;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who vouches for the certificates of a tenant's apps (RFC 8705 section 2.1). Each tenant has its
 * own, and whom one trusts is nothing to another.
 */
public final class CertificateAuthorities {

  /** RFC 8705 7.4: as few as need be. */
  private static final int MOST = 20;

  private static final int NAME = 100;
  private static final String PEM = "pem";
  private static final String SUBJECT = "subject_dn";
  private static final String THUMBPRINT = "sha256";
  private static final String NOT_BEFORE = "not_before";
  private static final String NOT_AFTER = "not_after";

  private final Changes changes;

  CertificateAuthorities(Changes changes) {
    this.changes = changes;
  }

  /** A part of the list, in the order of their making. */
  public JsonObject list(TenantName tenant, Paging paging) throws Refusal {
    return changes.read(
        tenant,
        reader ->
            paging.cut(
                reader.authorities(), CertificateAuthorities::view, each -> each.id().text()));
  }

  /** One of them. */
  public Tagged read(TenantName tenant, String id) throws Refusal {
    CertificateAuthorityId named = Named.pathAuthority(id);
    return changes.read(
        tenant,
        reader -> {
          CertificateAuthority found = reader.authority(named).orElseThrow(Named::nothing);
          return new Tagged(view(found), found.version());
        });
  }

  /**
   * Trusts one more. It can vouch for every app that is known by a name, so whoever names it must
   * hold all that an app could.
   */
  public Made create(Actor by, JsonObject body, Optional<Once> once) throws Refusal {
    Fields fields =
        new Fields(body).fixed("id", SUBJECT, THUMBPRINT, NOT_BEFORE, NOT_AFTER, "created_at");
    String name = fields.requiredText("name", NAME);
    Optional<Acceptance.Authority> authority = authority(fields, by);
    fields.finish();
    Acceptance.Authority wanted = authority.orElseThrow();
    return changes.make(
        by,
        once,
        edit -> {
          Holdings.requireAll(by, edit.tenant());
          checkRoom(edit.tenant().authorities(), wanted);
          CertificateAuthority made =
              new CertificateAuthority(
                  new CertificateAuthorityId(edit.id("ca")),
                  name,
                  wanted.kept(),
                  edit.now(),
                  edit.number());
          edit.tenant().put(made);
          JsonObject view = view(made);
          edit.made("certificate_authority.create", target(made), view);
          return new Made("certificate-authorities/" + made.id(), view, edit.number(), Set.of());
        });
  }

  private static Optional<Acceptance.Authority> authority(Fields fields, Actor by) {
    if (!fields.has(PEM)) {
      fields.wrong(PEM, "is missing");
      return Optional.empty();
    }
    return fields
        .lines(PEM, Acceptance.LONGEST_PEM)
        .flatMap(pem -> Acceptance.authority(pem, by.at(), why -> fields.wrong(PEM, why)));
  }

  private static void checkRoom(List<CertificateAuthority> present, Acceptance.Authority wanted)
      throws Refusal {
    if (present.size() >= MOST) {
      throw new Refusal(
          new AdminReason.Conflict("A tenant has at most 20 certificate authorities."));
    }
    if (present.stream().anyMatch(each -> each.pem().equals(wanted.kept()))) {
      throw new Refusal(new AdminReason.Conflict("The tenant trusts this certificate already."));
    }
  }

  /** Trusts one no longer. Tokens that are out are what they are: they belong to credentials. */
  public void delete(Actor by, String id, Precondition precondition) throws Refusal {
    CertificateAuthorityId named = Named.pathAuthority(id);
    changes.change(
        by,
        edit -> {
          // It may be what those prove themselves by who hold more.
          Holdings.requireAll(by, edit.tenant());
          CertificateAuthority gone = edit.tenant().authority(named).orElseThrow(Named::nothing);
          precondition.check(gone.version());
          edit.tenant().removeAuthority(named);
          edit.gone("certificate_authority.delete", target(gone), view(gone));
          return named;
        });
  }

  private static String target(CertificateAuthority authority) {
    return "certificate_authority/" + authority.id();
  }

  private static JsonObject view(CertificateAuthority authority) {
    Acceptance.Authority certificate = Acceptance.Authority.ofKept(authority.pem());
    return JsonObject.builder()
        .put("id", authority.id().text())
        .put("name", authority.name())
        .put(PEM, authority.pem())
        .put(SUBJECT, certificate.subject())
        .put(THUMBPRINT, certificate.known().thumbprint().text())
        .put(NOT_BEFORE, certificate.known().notBefore().toString())
        .put(NOT_AFTER, certificate.known().notAfter().toString())
        .put("created_at", authority.createdAt().toString())
        .build();
  }
}
