package dev.balsa.kv;

import java.util.List;

/**
 * The answer to {@link DeleteRangeRequest}.
 *
 * @param revision the revision of the deletion; the store's revision if nothing was there
 * @param deleted how many keys were deleted
 * @param prevKvs the deleted pairs, if asked for
 */
public record DeleteRangeResponse(long revision, long deleted, List<KeyValue> prevKvs)
    implements ResponseOp {
  /** Copies the list. */
  public DeleteRangeResponse {
    prevKvs = List.copyOf(prevKvs);
  }
}
