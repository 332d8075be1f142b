package dev.postern.server.admin;

import dev.postern.server.access.Examination;
import dev.postern.server.clientauth.Pepper;
import dev.postern.server.config.PublicAddress;
import dev.postern.server.keysets.Destinations;
import dev.postern.server.openid.OpenIdProvider;
import dev.postern.server.revocation.Closings;
import dev.postern.server.signing.KeyForge;
import dev.postern.server.signing.KeyLife;
import dev.postern.server.signing.KeyRing;
import dev.postern.store.Registry;
import dev.postern.store.Store;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;

/**
 * What the Admin API administers.
 *
 * @param apis the APIs that tokens are issued for
 * @param apps the apps that get them
 * @param credentials how apps prove themselves
 * @param grants what apps may do
 * @param revocations what is refused
 * @param authorities who vouches for the certificates of apps
 * @param keys what tokens are signed with
 * @param audit who changed what
 * @param usage how many token requests there were, of whom and for what
 * @param status how the tenant stands
 * @param tenants the tenants, for the tenant {@code default}
 * @param policies by what apps may register themselves
 * @param registrations the apps that do
 * @param passkeys the passkeys of people
 * @param reaches how far callers reach
 * @param openId people who sign in by an OpenID provider
 * @param explanations why somebody gets a token or none, and what one is worth
 */
public record Administration(
    Apis apis,
    Apps apps,
    Credentials credentials,
    Grants grants,
    Revocations revocations,
    CertificateAuthorities authorities,
    SigningKeys keys,
    AuditLog audit,
    UsageReport usage,
    StatusReport status,
    Tenants tenants,
    RegistrationPolicies policies,
    Registrations registrations,
    Passkeys passkeys,
    Reaches reaches,
    OpenIdSignIns openId,
    Explanations explanations) {

  /** What administering needs. */
  public record Tools(
      Store store,
      Registry registry,
      Closings closings,
      KeyRing ring,
      KeyForge forge,
      KeyLife life,
      Pepper pepper,
      Destinations destinations,
      PublicAddress address,
      Optional<OpenIdProvider> openId,
      StatusReport.Node node,
      InstantSource clock,
      SecureRandom random) {}

  /** Puts it together. */
  public static Administration of(Tools tools) {
    Changes changes = new Changes(tools.store(), tools.closings(), tools.random());
    SigningKeys keys = new SigningKeys(changes, tools.forge(), tools.life());
    Credentials credentials =
        new Credentials(
            changes, tools.pepper(), tools.destinations(), tools.address(), tools.random());
    Founder founder = new Founder(tools.forge(), tools.pepper(), tools.random());
    return new Administration(
        new Apis(changes, tools.address(), keys),
        new Apps(changes, credentials, tools.address()),
        credentials,
        new Grants(changes),
        new Revocations(changes, keys, tools.ring(), tools.address(), tools.clock()),
        new CertificateAuthorities(changes),
        keys,
        new AuditLog(changes),
        new UsageReport(changes, tools.clock()),
        new StatusReport(tools.registry(), tools.node()),
        new Tenants(tools.store(), changes, founder, tools.address()),
        new RegistrationPolicies(changes, tools.address(), tools.pepper(), tools.random()),
        new Registrations(tools, changes, credentials),
        new Passkeys(tools, changes),
        new Reaches(tools.registry()),
        new OpenIdSignIns(tools, changes),
        new Explanations(
            tools.registry(),
            tools.address(),
            new Examination(
                tools.registry(),
                tools.address(),
                tools.ring()::verification,
                tools.ring()::session)));
  }
}
