package dev.postern.server.possession;

import java.util.List;

/**
 * What a request shows to prove that its sender holds a key, as it came.
 *
 * @param proofs every value of its {@code DPoP} header
 * @param method its method
 * @param path its raw path
 */
public record Shown(List<String> proofs, String method, String path) {

  /** Nothing. */
  public static final Shown NOTHING = new Shown(List.of(), "", "/");

  /** Copies the list. */
  public Shown {
    proofs = List.copyOf(proofs);
  }

  /** How many proofs there are, none of them itself. */
  @Override
  public String toString() {
    return "Shown[" + proofs.size() + " proofs]";
  }
}
