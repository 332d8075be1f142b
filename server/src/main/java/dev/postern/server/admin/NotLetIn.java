package dev.postern.server.admin;

import dev.postern.server.config.OpenIdConfig;
import dev.postern.server.config.OpenIdRole;
import dev.postern.server.openid.LineRate;
import dev.postern.server.openid.LogText;
import dev.postern.server.openid.Said;
import dev.postern.server.refusal.Reason;
import dev.postern.server.refusal.RegistrationReason;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells whoever runs this server why somebody is not let in whom the OpenID provider vouches for:
 * he himself is told little. Of him it names nothing but his subject and his client id.
 */
final class NotLetIn {

  private static final Logger LOG = LoggerFactory.getLogger(NotLetIn.class);

  /** So many lines in a minute. */
  private static final int LINES = 30;

  private final LineRate rate = new LineRate(LINES);

  void log(OpenIdPeople.Visitor visitor, OpenIdConfig config, Reason reason) {
    String why;
    if (reason == RegistrationReason.NO_ROLE) {
      why = roleless(visitor.said(), config);
    } else if (reason == RegistrationReason.PERSON_CLOSED) {
      why = "they are blocked here, or their way in was ended here";
    } else {
      return;
    }
    rate.take(visitor.at())
        .ifPresent(leftOut ->
            LOG.info(
                "tenant {}: the OpenID provider sent subject {} (here {}), who is not let in:"
                    + " {}{}",
                visitor.tenant(),
                LogText.of(visitor.said().principal().subject()),
                OpenIdPeople.id(visitor.said().principal()).text(),
                why,
                leftOut));
  }

  private static String roleless(Said said, OpenIdConfig config) {
    String claim = "claim " + config.rolesClaim();
    if (!said.instead().isEmpty()) {
      return "there is no " + claim + "; the claims are " + LogText.of(said.instead());
    }
    if (said.roles().isEmpty()) {
      return "the " + claim + " holds no text";
    }
    List<String> known =
        config.roles().stream().map(OpenIdRole::value).filter(said.roles()::contains).toList();
    return known.isEmpty()
        ? "the "
            + claim
            + " holds "
            + LogText.of(said.roles())
            + ", and console.openid.roles names none of that"
        : "they have "
            + LogText.of(known)
            + ", of whose APIs none is there, or none that administrators here left to them";
  }
}
