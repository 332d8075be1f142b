package dev.postern.store;

import dev.postern.protocol.Scopes;

/**
 * An app with what it is granted at one API.
 *
 * @param app the app
 * @param scopes what its grant there holds
 */
public record GrantedApp(App app, Scopes scopes) {}
