package dev.postern.cli;

import dev.postern.client.PosternClient;

/**
 * Who asks for a token.
 *
 * @param app the app, with what it shows
 * @param issuer the server's issuer
 * @param name what its tokens are kept under: nobody else's name at that server
 */
record Asker(PosternClient.App app, String issuer, String name) {}
