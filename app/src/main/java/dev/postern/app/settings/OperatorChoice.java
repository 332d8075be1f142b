package dev.postern.app.settings;

import dev.postern.protocol.ClientId;
import dev.postern.server.clientauth.ClientSecret;

/**
 * Who the first operator is, where that was chosen.
 *
 * @param clientId his name
 * @param secret his secret
 */
public record OperatorChoice(ClientId clientId, ClientSecret secret) {}
