package dev.postern.server;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.postern.protocol.KeyId;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.SignatureAlgorithm;
import dev.postern.protocol.token.VerificationKey;
import dev.postern.protocol.token.VerificationKeys;
import java.util.List;

/** Tokens with any claims, by a key that the one who checks is given as the tenant's. */
public final class ForgedTokens {

  private static final String KID = "forged";

  private final ECKey key;
  private final VerificationKeys keys;

  public ForgedTokens() throws JOSEException {
    key = new ECKeyGenerator(Curve.P_256).keyID(KID).generate();
    keys = published(key);
  }

  public VerificationKeys keys() {
    return keys;
  }

  private static VerificationKeys published(ECKey key) throws JOSEException {
    return VerificationKeys.of(
        List.of(
            new VerificationKey(new KeyId(KID), SignatureAlgorithm.ES256, key.toECPublicKey())));
  }

  public String token(JsonObject claims) throws JOSEException {
    return signed("at+jwt", claims);
  }

  public String signed(String type, JsonObject claims) throws JOSEException {
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.ES256).type(new JOSEObjectType(type)).keyID(KID).build();
    JWSObject jws = new JWSObject(header, new Payload(claims.text()));
    jws.sign(new ECDSASigner(key));
    return jws.serialize();
  }
}
