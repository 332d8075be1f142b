package dev.postern.store;

import java.time.Instant;

/**
 * An authority whose certificates prove apps of one tenant, and of no other (RFC 8705 section 2.1).
 *
 * @param id its name
 * @param name what people call it
 * @param pem its certificate, one block of PEM (RFC 7468)
 * @param createdAt when it was named
 * @param version the number of the change that last touched it
 */
public record CertificateAuthority(
    CertificateAuthorityId id, String name, String pem, Instant createdAt, long version) {}
