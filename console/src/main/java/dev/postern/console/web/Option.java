package dev.postern.console.web;

/**
 * One of several to choose from.
 *
 * @param value what the form sends
 * @param text what the person reads
 */
public record Option(String value, String text) {}
