package dev.postern.server.issuance;

import dev.postern.server.clientauth.ClientProof;
import dev.postern.server.grant.GrantRequest;
import dev.postern.server.possession.Shown;
import dev.postern.store.TenantName;

/**
 * One token request, parsed: who says that he is calling, and what for.
 *
 * @param tenant whose token endpoint was called
 * @param proof how the client proves itself
 * @param grant what it asks for
 * @param shown how it proves to hold a key, if it does
 */
public record TokenRequest(TenantName tenant, ClientProof proof, GrantRequest grant, Shown shown) {}
