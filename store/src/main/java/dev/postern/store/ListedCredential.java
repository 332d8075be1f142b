package dev.postern.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A credential among those of all apps.
 *
 * @param credential the credential
 * @param appName what its app is called
 * @param lastUsed when it was last used, as far as it is recorded, or null
 */
public record ListedCredential(Credential credential, String appName, @Nullable Instant lastUsed) {}
