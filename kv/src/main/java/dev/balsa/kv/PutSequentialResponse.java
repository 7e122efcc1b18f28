package dev.balsa.kv;

import dev.balsa.core.Bytes;

/**
 * The answer to {@link PutSequentialRequest}.
 *
 * @param revision the revision of the write
 * @param key the key that was written
 */
public record PutSequentialResponse(long revision, Bytes key) implements Response {}
