package dev.postern.bench;

import dev.postern.bench.process.NotMeasured;
import dev.postern.bench.process.Origin;
import dev.postern.bench.subject.Subject;
import dev.postern.bench.subject.Subject.Place;
import dev.postern.protocol.dpop.DpopCheck;
import java.io.IOException;
import java.util.Optional;

/**
 * Whatever costs one more signature than a token by a secret: proof by a key, bound tokens,
 * introspection. All with ES256.
 */
final class ProofsPart {

  private static final int PORT = Ground.port(50);

  private final Ground ground;
  private final Subject postern;

  ProofsPart(Ground ground, Subject postern) {
    this.ground = ground;
    this.postern = postern;
  }

  /** Measures everything and writes {@code proofs.md}. */
  void run() throws NotMeasured, IOException, InterruptedException {
    String label = postern.prepare();
    postern.forget(PORT);
    ground.say("proofs: starting and warming " + postern.name());
    Place place = new Place(PORT, "ES256", Ground.SERVER_CORE, Optional.empty());
    try (Contender contender = Contender.warm(ground, postern, place)) {
      PosternApis apis = PosternApis.open(contender, postern.data(PORT));
      ground.say("proofs: private_key_jwt, DPoP and introspection");
      ground.write(
          "proofs.md",
          """
          # Proof by a key, and introspection, ES256

          %s on one core, the load on the other; medians over %d rounds, the kinds of work in turns; [how](../README.md), [machine](machine.md).
          %s

          64 apps in turn, each with a secret and an ES256 key; 32 connections. An assertion is signed before its round, lives for %d s, and is sent
          once; so is a DPoP proof, which is taken for %d s and binds a token for an API that takes no other. Introspection is by the API's own app, which
          has a secret, of 1,000 live tokens in turn.

          %s\
          """
              .formatted(
                  label,
                  ground.effort().rounds(),
                  Origin.of(ground.bench()).sentence(),
                  KeyedApp.LIFETIME.toSeconds(),
                  DpopCheck.TOLERANCE.toSeconds(),
                  BesideSecret.prepare(ground, contender, apis).measured()));
    }
  }
}
