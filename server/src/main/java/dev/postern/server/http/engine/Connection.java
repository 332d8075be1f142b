package dev.postern.server.http.engine;

import io.netty.channel.EventLoop;
import java.net.InetAddress;

/**
 * What an exchange needs to know of its connection.
 *
 * @param framing its guard
 * @param loop the one thread that may write to it
 * @param peer the other end
 * @param tls whether it is encrypted
 */
record Connection(RequestFraming framing, EventLoop loop, InetAddress peer, boolean tls) {}
