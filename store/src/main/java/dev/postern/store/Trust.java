package dev.postern.store;

/**
 * Whom an app lets vouch for itself: another issuer, about one subject, by these keys.
 *
 * @param principal as whom that issuer knows the app
 * @param keys by which it is believed
 * @param reusable whether one assertion may be shown until it ends, and not only once
 */
public record Trust(Principal principal, TrustedKeys keys, boolean reusable) {}
