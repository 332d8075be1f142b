package dev.postern.server.clientauth;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.token.PublicJwk;
import dev.postern.protocol.token.PublicJwkSet;
import dev.postern.protocol.token.TokenFault;
import dev.postern.server.keysets.Flight;
import dev.postern.server.keysets.KeySets;
import dev.postern.server.keysets.Known;
import dev.postern.server.refusal.Awaited;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TokenReason;
import dev.postern.store.AppEntry;
import dev.postern.store.AssertionRules;
import dev.postern.store.Credential;
import dev.postern.store.KeySetCredential;
import dev.postern.store.KeySetUrl;
import dev.postern.store.TenantName;
import dev.postern.store.TenantRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The keys that stand at URLs which apps name (RFC 7591 section 2, decision 0019), from memory.
 * Where none of these signed an assertion, and they are not there, or are no longer known to be the
 * ones, or may have been joined by another, they are fetched, and the request is refused with
 * {@link Awaited} meanwhile.
 */
final class KeysByUrl {

  /** For so long a request waits for keys, those of all URLs together. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final KeySets sets;

  KeysByUrl(KeySets sets) {
    this.sets = sets;
  }

  /**
   * What is there.
   *
   * @param fitting the keys that may have signed the assertion
   * @param askable where to ask for others, if none of these did
   * @param lacking whether keys are at a URL of which none can be had
   */
  record Found(List<Signer> fitting, List<KeySets.Place> askable, boolean lacking) {}

  /**
   * A URL that a credential names.
   *
   * @param rules what assertions by its keys must be, and may be
   * @param worthwhile whether the assertion would be taken if a key of it vouched for it; for no
   *     other is anything fetched
   */
  record Listed(Credential credential, AssertionRules rules, KeySetUrl url, boolean worthwhile) {}

  /** Looks at {@code urls} for the keys that may have signed {@code jwt}. */
  Found find(TenantName tenant, List<Listed> urls, SignedJwt jwt, Instant now) throws TokenFault {
    List<Signer> fitting = new ArrayList<>();
    List<KeySets.Place> askable = new ArrayList<>();
    boolean lacking = false;
    for (Listed each : urls) {
      KeySets.Place place = new KeySets.Place(tenant, each.url());
      boolean wanted = each.worthwhile();
      Known known = wanted ? sets.known(place, now) : sets.remembered(place, now);
      List<PublicJwk> usable =
          known.current() || !wanted
              ? known.set().map(PublicJwkSet::keys).orElse(List.of())
              : List.of();
      List<Signer> here = fitting(each, jwt, usable);
      if (wanted && !known.resting() && (here.isEmpty() || !jwt.namesKey())) {
        askable.add(place);
      }
      lacking |= wanted && known.set().isEmpty();
      fitting.addAll(here);
    }
    return new Found(fitting, askable, lacking);
  }

  /** Sets out for what may hold the key after all: the refusal until that has come. */
  Refusal ask(ClientId client, Found found, Instant now) {
    return new Refusal(
        new Awaited(client, arrival(found.askable(), now), TokenReason.KEYS_UNAVAILABLE));
  }

  /** Sets out for what stands at these places. */
  Awaited.Arrival arrival(List<KeySets.Place> places, Instant now) {
    List<Flight> flights = places.stream().map(place -> sets.fetch(place, now)).toList();
    return () -> await(flights);
  }

  static KeySets.Place place(TenantRegistry tenant, KeySetCredential credential) {
    return new KeySets.Place(tenant.tenant().name(), credential.url());
  }

  static List<KeySetCredential> keySets(AppEntry app) {
    return app.credentials().stream()
        .filter(KeySetCredential.class::isInstance)
        .map(KeySetCredential.class::cast)
        .toList();
  }

  private static List<Signer> fitting(Listed listed, SignedJwt jwt, List<PublicJwk> keys)
      throws TokenFault {
    List<Signer> fitting = new ArrayList<>();
    for (PublicJwk key : keys) {
      if (jwt.mayBeBy(key)) {
        fitting.add(new Signer(listed.credential(), listed.rules(), key));
      }
    }
    return fitting;
  }

  private static void await(List<Flight> flights) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    flights.forEach(flight -> flight.await(end - System.nanoTime()));
  }
}
