package dev.balsa.kv;

/** The answer to a {@link RequestOp}, as etcd's {@code ResponseOp}. */
public sealed interface ResponseOp extends Response
    permits PutResponse, RangeResponse, DeleteRangeResponse, TxnResponse {
  /** The store's revision when the answer was made. */
  long revision();
}
