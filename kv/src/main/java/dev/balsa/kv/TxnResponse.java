package dev.balsa.kv;

import java.util.List;

/**
 * The answer to {@link TxnRequest}.
 *
 * @param revision the revision of the writes; the store's revision if there were none
 * @param succeeded whether all compares held
 * @param responses one for each operation done, in order
 */
public record TxnResponse(long revision, boolean succeeded, List<ResponseOp> responses)
    implements ResponseOp {
  /** Copies the list. */
  public TxnResponse {
    responses = List.copyOf(responses);
  }
}
