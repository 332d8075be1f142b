package dev.postern.store;

import dev.postern.protocol.json.JsonObject;
import java.time.Instant;

/**
 * What a POST with an {@code Idempotency-Key} was answered, so that its repetition does nothing.
 *
 * @param key a SHA-256 over caller and key, in hex
 * @param requestHash a SHA-256 over method, path and body, in hex
 * @param status the HTTP status of the answer
 * @param location the {@code Location} of the answer, or empty
 * @param body the answer, secrets left out
 * @param until when it may be forgotten
 */
public record StoredReply(
    String key, String requestHash, int status, String location, JsonObject body, Instant until) {}
