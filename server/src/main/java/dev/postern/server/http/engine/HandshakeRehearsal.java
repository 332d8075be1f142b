package dev.postern.server.http.engine;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/**
 * One TLS handshake in memory. It is the only check that a private key belongs to a certificate
 * which works for every kind of key: reading the two files separately never notices.
 */
final class HandshakeRehearsal {
  private static final int MOST_STEPS = 100;

  private HandshakeRehearsal() {}

  /**
   * Plays both sides.
   *
   * @throws SSLException if no client could connect
   */
  static void run(SslContext server) throws SSLException {
    // Whether the certificate is trusted is the clients' affair; here only the proof of the key
    // counts.
    SslContext client =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.JDK)
            .trustManager(InsecureTrustManagerFactory.INSTANCE)
            .build();
    SSLEngine here = server.newEngine(ByteBufAllocator.DEFAULT);
    SSLEngine there = client.newEngine(ByteBufAllocator.DEFAULT);
    here.setUseClientMode(false);
    ByteBuffer toHere = ByteBuffer.allocate(here.getSession().getPacketBufferSize() * 2);
    ByteBuffer toThere = ByteBuffer.allocate(here.getSession().getPacketBufferSize() * 2);
    here.beginHandshake();
    there.beginHandshake();
    for (int step = 0; step < MOST_STEPS; step++) {
      step(there, toThere, toHere);
      step(here, toHere, toThere);
      if (done(here) && done(there)) {
        return;
      }
    }
    throw new SSLException("the handshake did not come to an end");
  }

  private static void step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
    switch (engine.getHandshakeStatus()) {
      case NEED_WRAP -> engine.wrap(ByteBuffer.allocate(0), out);
      case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
        in.flip();
        engine.unwrap(in, ByteBuffer.allocate(engine.getSession().getApplicationBufferSize()));
        in.compact();
      }
      case NEED_TASK -> {
        for (Runnable task = engine.getDelegatedTask(); task != null; ) {
          task.run();
          task = engine.getDelegatedTask();
        }
      }
      case FINISHED, NOT_HANDSHAKING -> {}
    }
  }

  private static boolean done(SSLEngine engine) {
    return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
  }
}
