package dev.balsa.kv;

import dev.balsa.core.Bytes;
import org.jspecify.annotations.Nullable;

/** Holds a request against {@link StoreLimits}. */
record LimitCheck(StoreLimits limits) {
  @Nullable KvError check(Request request) {
    return switch (request) {
      case PutRequest put -> pair(put.key(), put.value());
      case PutSequentialRequest put -> pair(put.prefix(), put.value());
      case RangeRequest range -> keys(range.key(), range.rangeEnd());
      case DeleteRangeRequest delete -> keys(delete.key(), delete.rangeEnd());
      case TxnRequest txn -> txn(txn, limits.txnOpsMax(), 1);
    };
  }

  private @Nullable KvError txn(TxnRequest txn, int opsMax, int depth) {
    int widest =
        Math.max(txn.compare().size(), Math.max(txn.success().size(), txn.failure().size()));
    if (widest > opsMax || depth > limits.txnDepthMax()) {
      return KvError.TOO_MANY_OPS;
    }
    for (Compare compare : txn.compare()) {
      KvError wrong = keys(compare.key(), compare.rangeEnd());
      if (wrong == null && compare.value().length() > limits.valueBytesMax()) {
        wrong = KvError.TOO_LARGE;
      }
      if (wrong != null) {
        return wrong;
      }
    }
    KvError wrong = ops(txn.success(), opsMax - widest, depth);
    return wrong != null ? wrong : ops(txn.failure(), opsMax - widest, depth);
  }

  private @Nullable KvError ops(Iterable<RequestOp> ops, int opsMax, int depth) {
    for (RequestOp op : ops) {
      KvError wrong = op instanceof TxnRequest txn ? txn(txn, opsMax, depth + 1) : check(op);
      if (wrong != null) {
        return wrong;
      }
    }
    return null;
  }

  private @Nullable KvError pair(Bytes key, Bytes value) {
    return key.length() > limits.keyBytesMax() || value.length() > limits.valueBytesMax()
        ? KvError.TOO_LARGE
        : null;
  }

  private @Nullable KvError keys(Bytes key, Bytes rangeEnd) {
    return key.length() > limits.keyBytesMax() || rangeEnd.length() > limits.keyBytesMax()
        ? KvError.TOO_LARGE
        : null;
  }
}
