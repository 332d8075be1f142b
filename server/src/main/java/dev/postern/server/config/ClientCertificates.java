package dev.postern.server.config;

/** Where the certificates of clients come from (RFC 8705). */
public enum ClientCertificates {
  /** From nowhere: no client is asked for one, and no header tells of one. */
  NONE,
  /** From TLS that this server ends: each client is asked, and may have none. */
  TLS,
  /** From the proxies that end TLS: by the header {@code Client-Cert} (RFC 9440). */
  PROXY
}
