/**
 * Owns sockets: strict HTTP/1.1 framing, limits, time-outs, TLS and the life of a connection, on
 * Vert.x. It must not know any endpoint: it sees hosts, routers, requests and replies only.
 */
@NullMarked
package dev.postern.server.http.engine;

import org.jspecify.annotations.NullMarked;
