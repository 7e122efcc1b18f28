package dev.balsa.kv;

import org.jspecify.annotations.Nullable;

/**
 * The answer to {@link PutRequest}.
 *
 * @param revision the revision of the write
 * @param prevKv the pair that was there before, if asked for and there
 */
public record PutResponse(long revision, @Nullable KeyValue prevKv) implements ResponseOp {}
