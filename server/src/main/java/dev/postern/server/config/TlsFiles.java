package dev.postern.server.config;

import java.nio.file.Path;

/**
 * Where TLS has its files. Both are PEM, and read again when they change.
 *
 * @param certificate the certificate and its chain
 * @param key the private key, PKCS #8, not encrypted
 */
public record TlsFiles(Path certificate, Path key) {}
