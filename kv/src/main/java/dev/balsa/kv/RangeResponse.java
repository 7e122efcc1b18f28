package dev.balsa.kv;

import java.util.List;

/**
 * The answer to {@link RangeRequest}.
 *
 * @param revision the store's revision
 * @param kvs the pairs, in the order asked for
 * @param more whether the limit left some out
 * @param count how many keys the range holds, whatever the limit and the bounds on revisions
 */
public record RangeResponse(long revision, List<KeyValue> kvs, boolean more, long count)
    implements ResponseOp {
  /** Copies the list. */
  public RangeResponse {
    kvs = List.copyOf(kvs);
  }
}
