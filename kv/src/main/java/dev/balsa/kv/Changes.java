package dev.balsa.kv;

import dev.balsa.core.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one command makes of a store; seen by nobody until it is done, dropped if it fails. */
final class Changes {
  /*
   * Everything happens on a private tree that shares its nodes with the one published, so a
   * command that fails half way needs no undoing: all or nothing on every member, whatever fails.
   */

  private final StoreView before;
  private final long nextRevision;
  private Tree tree;
  private long sizeBytes;
  private long hash;
  private boolean written;

  Changes(StoreView before) {
    this.before = before;
    this.nextRevision = before.revision() + 1;
    this.tree = before.tree();
    this.sizeBytes = before.sizeBytes();
    this.hash = before.hash();
  }

  /** Does a request without a quota. */
  Response run(Request request) {
    return run(new Command(Long.MAX_VALUE, request));
  }

  Response run(Command command) {
    KvError wrong = RequestRules.check(command.request());
    if (wrong != null) {
      return new ErrorResponse(wrong);
    }
    try {
      Response response =
          switch (command.request()) {
            case PutSequentialRequest put -> putSequential(put);
            case TxnRequest txn -> txn(txn, decide(txn));
            case RequestOp op -> one(op);
          };
      boolean grew = sizeBytes > before.sizeBytes();
      return grew && sizeBytes > command.storeBytesMax()
          ? new ErrorResponse(KvError.NO_SPACE)
          : response;
    } catch (KvException refused) {
      return new ErrorResponse(refused.error());
    }
  }

  /** The store afterwards. */
  StoreView published(long index, boolean refused) {
    return refused
        ? new StoreView(before.tree(), before.revision(), index, before.sizeBytes(), before.hash())
        : new StoreView(tree, revision(), index, sizeBytes, hash);
  }

  private long revision() {
    return written ? nextRevision : before.revision();
  }

  private ResponseOp one(RequestOp op) {
    return switch (op) {
      case PutRequest put -> put(put);
      case RangeRequest range -> range(range);
      case DeleteRangeRequest delete -> deleteRange(delete);
      case TxnRequest txn -> throw new IllegalStateException("decided before it is done: " + txn);
    };
  }

  private PutResponse put(PutRequest request) {
    KeyValue old = tree.find(request.key());
    if (request.lease() != 0) {
      throw new KvException(KvError.LEASE_NOT_FOUND);
    }
    if (old == null && (request.ignoreValue() || request.ignoreLease())) {
      throw new KvException(KvError.KEY_NOT_FOUND);
    }
    write(old, request.key(), request.ignoreValue() && old != null ? old.value() : null, request);
    return new PutResponse(nextRevision, request.prevKv() ? old : null);
  }

  private void write(@Nullable KeyValue old, Bytes key, @Nullable Bytes kept, PutRequest request) {
    Bytes value = kept != null ? kept : compact(request.value());
    replace(
        old,
        old == null
            ? new KeyValue(compact(key), value, nextRevision, nextRevision, 1, 0)
            : new KeyValue(
                old.key(),
                value,
                old.createRevision(),
                nextRevision,
                old.version() + 1,
                old.lease()));
  }

  private PutSequentialResponse putSequential(PutSequentialRequest request) {
    Bytes prefix = request.prefix();
    KeyRange numbered = PutSequentialRequest.numbered(prefix);
    long number = 1;
    if (tree.count(numbered) > 0) {
      number = PutSequentialRequest.numberAbove(prefix, tree.lastOf(numbered, 1).from());
    }
    if (number > PutSequentialRequest.NUMBER_MAX) {
      throw new KvException(KvError.SEQUENCE_EXHAUSTED);
    }
    Bytes key = PutSequentialRequest.key(prefix, number);
    put(PutRequest.of(key, request.value()));
    return new PutSequentialResponse(nextRevision, key);
  }

  private RangeResponse range(RangeRequest request) {
    if (request.revision() > before.revision()) {
      throw new KvException(KvError.FUTURE_REVISION);
    }
    if (request.revision() > 0 && request.revision() < before.revision()) {
      throw new KvException(KvError.COMPACTED);
    }
    return Ranges.answer(request.revision() > 0 ? before.tree() : tree, revision(), request);
  }

  private DeleteRangeResponse deleteRange(DeleteRangeRequest request) {
    List<KeyValue> gone = new ArrayList<>();
    tree.scan(request.keys(), gone::add);
    for (KeyValue pair : gone) {
      tree = tree.without(pair.key());
      sizeBytes -= pair.sizeBytes();
      hash -= ContentHash.of(pair);
      written = true;
    }
    return new DeleteRangeResponse(revision(), gone.size(), request.prevKv() ? gone : List.of());
  }

  /** Which list of a transaction is done, and of every transaction in that list. */
  private record Decision(boolean succeeds, List<Decision> nested) {}

  private Decision decide(TxnRequest txn) {
    boolean succeeds = txn.compare().stream().allMatch(this::holds);
    List<Decision> nested = new ArrayList<>();
    for (RequestOp op : succeeds ? txn.success() : txn.failure()) {
      if (op instanceof TxnRequest inner) {
        nested.add(decide(inner));
      }
    }
    return new Decision(succeeds, nested);
  }

  private boolean holds(Compare compare) {
    if (compare.rangeEnd().isEmpty()) {
      KeyValue pair = tree.find(compare.key());
      return pair == null ? holdsOfNothing(compare) : compare.holds(pair);
    }
    KeyRange range = compare.keys();
    if (tree.count(range) == 0) {
      return holdsOfNothing(compare);
    }
    boolean[] all = {true};
    tree.scan(range, pair -> all[0] = compare.holds(pair));
    return all[0];
  }

  private static boolean holdsOfNothing(Compare compare) {
    return compare.target() != Compare.Target.VALUE
        && compare.holds(new KeyValue(Bytes.EMPTY, Bytes.EMPTY, 0, 0, 0, 0));
  }

  private TxnResponse txn(TxnRequest txn, Decision decision) {
    List<ResponseOp> responses = new ArrayList<>();
    int nested = 0;
    for (RequestOp op : decision.succeeds() ? txn.success() : txn.failure()) {
      responses.add(
          op instanceof TxnRequest inner ? txn(inner, decision.nested().get(nested++)) : one(op));
    }
    return new TxnResponse(revision(), decision.succeeds(), responses);
  }

  private void replace(@Nullable KeyValue old, KeyValue pair) {
    tree = tree.with(pair);
    sizeBytes += pair.sizeBytes() - (old == null ? 0 : old.sizeBytes());
    hash += ContentHash.of(pair) - (old == null ? 0 : ContentHash.of(old));
    written = true;
  }

  /** A copy with an array of its own, so that a short key does not keep a whole batch in memory. */
  private static Bytes compact(Bytes bytes) {
    return Bytes.wrap(bytes.toArray());
  }
}
