package dev.balsa.server.client;

/**
 * Whether a member can serve.
 *
 * @param healthy whether it knows a leader and can read what is linearizable
 * @param reason why not; empty if it can
 */
public record Health(boolean healthy, String reason) {}
