package dev.postern.server.refusal;

import dev.postern.protocol.ClientId;

/**
 * Whether a client is who it says cannot be told from memory, and can be found out: keys that it
 * keeps at a URL are on their way, or a secret takes a slow check. It is no answer: whoever may
 * wait waits, and asks once more.
 *
 * @param client the app that it says it is
 * @param arrival the waiting
 * @param otherwise the answer of who cannot wait, or has waited and knows no more
 */
public record Awaited(ClientId client, Arrival arrival, TokenReason otherwise) implements Reason {

  /** Something that comes, or does not. */
  @FunctionalInterface
  public interface Arrival {

    /**
     * Waits until it has come or will not, a few seconds at most; not on an event loop.
     *
     * @throws Refusal where there is no use in asking once more
     */
    void await() throws Refusal;
  }
}
