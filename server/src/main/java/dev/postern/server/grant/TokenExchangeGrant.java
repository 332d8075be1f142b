package dev.postern.server.grant;

import dev.postern.protocol.token.AccessToken;
import dev.postern.protocol.token.TokenFault;
import dev.postern.server.access.Standing;
import dev.postern.server.clientauth.AuthenticatedClient;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TokenReason;
import dev.postern.store.Grant;
import java.time.Instant;
import java.util.Optional;

/**
 * RFC 8693: the client, an API, shows a token that was sent to it and wants another for the same
 * subject, for an API behind it. Who may that is written in the client's own grant for that API.
 */
final class TokenExchangeGrant {

  private final Targets targets;
  private final Standing standing;

  TokenExchangeGrant(Targets targets, Standing standing) {
    this.targets = targets;
    this.standing = standing;
  }

  Authorization authorize(AuthenticatedClient client, GrantRequest.TokenExchange asked, Instant now)
      throws Refusal {
    Target target = target(client, asked.target(), now);
    return new Asked(
        client,
        target.known(),
        target.given(),
        asked.type(),
        asked.scopes(),
        asked.claims(),
        Optional.of(subject(client, asked.subject(), now)));
  }

  private Target target(AuthenticatedClient client, Optional<String> called, Instant now)
      throws Refusal {
    // RFC 6749 5.2, before anything that is shown is looked at.
    if (client.entry().grants().stream().noneMatch(each -> exchanges(each, now))) {
      throw new Refusal(TokenReason.GRANT_TYPE_NOT_ALLOWED);
    }
    if (called.isEmpty()) {
      return Targets.only(client, each -> exchanges(each, now), now);
    }
    Target target = targets.named(client, called.get(), now);
    if (!exchanges(target.given(), now)) {
      // RFC 8693 2.2.2
      throw new Refusal(TokenReason.TARGET_NOT_GRANTED);
    }
    return target;
  }

  private static boolean exchanges(Grant grant, Instant now) {
    return grant.exchange() != null && grant.live(now);
  }

  /** RFC 8693 2.1: one that stands, and was meant for whoever shows it. */
  private AccessToken subject(
      AuthenticatedClient client, GrantRequest.SubjectToken shown, Instant now) throws Refusal {
    try {
      return standing.checkSentTo(client.tenant(), client.entry().app(), shown.compact(), now);
    } catch (TokenFault fault) {
      throw new Refusal(TokenReason.SUBJECT_TOKEN_WRONG);
    }
  }
}
