package dev.balsa.kv;

/**
 * The answer to a request that could not be done; nothing was changed.
 *
 * @param error why
 */
public record ErrorResponse(KvError error) implements Response {}
