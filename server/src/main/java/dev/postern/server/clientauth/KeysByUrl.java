package dev.postern.server.clientauth;

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
import dev.postern.store.KeySetCredential;
import dev.postern.store.TenantRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The keys that an app keeps at URLs (RFC 7591 section 2, decision 0019), from memory. Where none
 * of these signed an assertion, and they are not there, or are no longer known to be the ones, or
 * may have been joined by another, they are fetched, and the request is refused with {@link
 * Awaited} meanwhile.
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

  static boolean usedBy(AppEntry app) {
    return app.credentials().stream().anyMatch(KeySetCredential.class::isInstance);
  }

  /**
   * Looks for the keys that may have signed {@code assertion}.
   *
   * @param worthwhile whether the assertion would be taken if a key of this credential vouched for
   *     it; for no other is anything fetched
   */
  Found find(
      TenantRegistry tenant,
      AppEntry app,
      ClientAssertion assertion,
      Predicate<KeySetCredential> worthwhile,
      Instant now)
      throws TokenFault {
    List<Signer> fitting = new ArrayList<>();
    List<KeySets.Place> askable = new ArrayList<>();
    boolean lacking = false;
    for (KeySetCredential credential : keySets(app)) {
      KeySets.Place place = place(tenant, credential);
      boolean wanted = worthwhile.test(credential);
      Known known = wanted ? sets.known(place, now) : sets.remembered(place, now);
      List<PublicJwk> usable =
          known.current() || !wanted
              ? known.set().map(PublicJwkSet::keys).orElse(List.of())
              : List.of();
      List<Signer> here = fitting(credential, assertion, usable);
      if (wanted && !known.resting() && (here.isEmpty() || !assertion.namesKey())) {
        askable.add(place);
      }
      lacking |= wanted && known.set().isEmpty();
      fitting.addAll(here);
    }
    return new Found(fitting, askable, lacking);
  }

  /** Sets out for what may hold the key after all: the refusal until that has come. */
  Refusal ask(AppEntry app, Found found, Instant now) {
    return new Refusal(
        new Awaited(
            app.app().clientId(), arrival(found.askable(), now), TokenReason.KEYS_UNAVAILABLE));
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

  private static List<Signer> fitting(
      KeySetCredential credential, ClientAssertion assertion, List<PublicJwk> keys)
      throws TokenFault {
    List<Signer> fitting = new ArrayList<>();
    for (PublicJwk key : keys) {
      if (assertion.mayBeBy(key)) {
        fitting.add(new Signer(credential, credential.rules(), key));
      }
    }
    return fitting;
  }

  private static void await(List<Flight> flights) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    flights.forEach(flight -> flight.await(end - System.nanoTime()));
  }
}
