package dev.postern.server.config;

import java.nio.file.Path;

/** TLS. */
public record TlsFiles(Path certificate, Path key) {}
