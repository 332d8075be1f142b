package dev.postern.bench.ceiling;

/** Prints how a ceiling wants to be called, as the contract of a subject says. */
public final class Invitation {

  private Invitation() {}

  /** Arguments as {@link ServerArguments} reads them. */
  public static void main(String[] arguments) {
    String issuer = ServerArguments.read(arguments).issuer();
    System.out.println("url=" + issuer + "token");
    System.out.println("body=" + TokenWork.form());
    System.out.println("jwks=" + issuer + "jwks");
    System.out.println("issuer=" + issuer);
    System.out.println("audience=" + TokenWork.audience());
    System.out.println("scope=" + TokenWork.scope());
    System.out.println("warmup=40");
  }
}
