package dev.postern.server.identity;

import dev.postern.protocol.ClientId;
import dev.postern.store.TenantName;
import java.time.Instant;

/**
 * Who changes accounts, as the audit log will tell it.
 *
 * @param tenant whose accounts
 * @param clientId the app
 * @param address from which network address
 * @param at when
 */
public record Actor(TenantName tenant, ClientId clientId, String address, Instant at) {}
