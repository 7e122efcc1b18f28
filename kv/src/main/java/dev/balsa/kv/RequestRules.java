package dev.balsa.kv;

import dev.balsa.core.Bytes;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What etcd's API demands of a request whatever the state and the limits. */
final class RequestRules {
  /*
   * The rule that a transaction writes no key twice is checked the way etcd checks it, because a
   * transaction that etcd takes must be taken here:
   *   - nested transactions are looked at in order, each with what its elders and this level's own
   *     deletions enclose; so a put in an earlier one and a deletion in a later one may meet;
   *   - the two lists of one transaction exclude each other and may share keys;
   *   - a deletion without end, and one whose end is not above its key, encloses nothing. The
   *     former was measured on 3.4.23: it takes a deletion of everything beside a put.
   */

  private RequestRules() {}

  static @Nullable KvError check(Request request) {
    return switch (request) {
      case PutRequest put -> put(put);
      case PutSequentialRequest put -> key(put.prefix());
      case RangeRequest range -> key(range.key());
      case DeleteRangeRequest delete -> key(delete.key());
      case TxnRequest txn -> txn(txn);
    };
  }

  private static @Nullable KvError key(Bytes key) {
    return key.isEmpty() ? KvError.EMPTY_KEY : null;
  }

  private static @Nullable KvError put(PutRequest put) {
    if (put.key().isEmpty()) {
      return KvError.EMPTY_KEY;
    }
    if (put.ignoreValue() && !put.value().isEmpty()) {
      return KvError.VALUE_PROVIDED;
    }
    return put.ignoreLease() && put.lease() != 0 ? KvError.LEASE_PROVIDED : null;
  }

  private static @Nullable KvError txn(TxnRequest txn) {
    KvError wrong = fields(txn);
    if (wrong != null) {
      return wrong;
    }
    boolean twice = !new Written().take(txn.success()) || !new Written().take(txn.failure());
    return twice ? KvError.DUPLICATE_KEY : null;
  }

  private static @Nullable KvError fields(TxnRequest txn) {
    for (Compare compare : txn.compare()) {
      if (compare.key().isEmpty()) {
        return KvError.EMPTY_KEY;
      }
    }
    KvError wrong = fields(txn.success());
    return wrong != null ? wrong : fields(txn.failure());
  }

  private static @Nullable KvError fields(List<RequestOp> ops) {
    for (RequestOp op : ops) {
      KvError wrong = op instanceof TxnRequest txn ? fields(txn) : check(op);
      if (wrong != null) {
        return wrong;
      }
    }
    return null;
  }

  /** What one list of operations writes. */
  private static final class Written {
    private final Set<Bytes> puts = new HashSet<>();
    private final TreeMap<Bytes, Bytes> deleted = new TreeMap<>();

    /** Adds a list's writes; false if it writes a key twice. */
    boolean take(List<RequestOp> ops) {
      for (RequestOp op : ops) {
        if (op instanceof DeleteRangeRequest delete) {
          deletes(delete.keys());
        }
      }
      for (RequestOp op : ops) {
        if (op instanceof TxnRequest txn && !takeNested(txn)) {
          return false;
        }
      }
      for (RequestOp op : ops) {
        if (op instanceof PutRequest put && !(isFree(put.key()) && puts.add(put.key()))) {
          return false;
        }
      }
      return true;
    }

    private boolean takeNested(TxnRequest txn) {
      Written then = new Written();
      Written otherwise = new Written();
      if (!then.take(txn.success()) || !otherwise.take(txn.failure())) {
        return false;
      }
      for (Bytes key : then.puts) {
        if (!isFree(key)) {
          return false;
        }
      }
      for (Bytes key : otherwise.puts) {
        if (!isFree(key)) {
          return false;
        }
      }
      puts.addAll(then.puts);
      puts.addAll(otherwise.puts);
      then.deleted.forEach(this::deletes);
      otherwise.deleted.forEach(this::deletes);
      return true;
    }

    private boolean isFree(Bytes key) {
      Map.Entry<Bytes, Bytes> below = deleted.floorEntry(key);
      return !puts.contains(key) && (below == null || below.getValue().compareTo(key) <= 0);
    }

    private void deletes(KeyRange range) {
      Bytes to = range.to();
      if (to != null && !range.isEmpty()) {
        deletes(range.from(), to);
      }
    }

    /** Joins the range with those it touches, so that none in the map overlap. */
    private void deletes(Bytes from, Bytes to) {
      Bytes first = from;
      Bytes last = to;
      Map.Entry<Bytes, Bytes> before = deleted.floorEntry(last);
      while (before != null && before.getValue().compareTo(first) >= 0) {
        deleted.remove(before.getKey());
        first = before.getKey().compareTo(first) < 0 ? before.getKey() : first;
        last = before.getValue().compareTo(last) > 0 ? before.getValue() : last;
        before = deleted.floorEntry(last);
      }
      deleted.put(first, last);
    }
  }
}
