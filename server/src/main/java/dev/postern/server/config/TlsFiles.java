package dev.postern.server.config;

import java.nio.file.Path;

/**
 * Where TLS has its files, and how old it may be. Both files are PEM, and read again when they
 * change.
 *
 * @param certificate the certificate and its chain
 * @param key the private key, PKCS #8, not encrypted
 * @param oldest the oldest version that is spoken
 */
public record TlsFiles(Path certificate, Path key, TlsVersion oldest) {}
