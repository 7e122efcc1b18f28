package dev.balsa.kv;

import dev.balsa.core.Bytes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The store as one would write it without a thought for speed: a sorted map, copied before each
 * write.
 */
final class Model {
  TreeMap<Bytes, KeyValue> pairs = new TreeMap<>();
  long revision = 1;
  private TreeMap<Bytes, KeyValue> before = pairs;
  private boolean written;

  /** What each transaction inside this one does, settled before the first write. */
  private final Map<TxnRequest, Boolean> outcomes = new HashMap<>();

  /** The answer, or the error that stops the request; the state is then as it was. */
  Response apply(Request request) {
    before = new TreeMap<>(pairs);
    written = false;
    outcomes.clear();
    try {
      KvError wrong = RequestRules.check(request);
      if (wrong != null) {
        throw new KvException(wrong);
      }
      if (request instanceof TxnRequest txn) {
        settle(txn);
      }
      Response response = run(request);
      revision = now();
      return response;
    } catch (KvException refused) {
      pairs = before;
      return new ErrorResponse(refused.error());
    }
  }

  private long now() {
    return written ? revision + 1 : revision;
  }

  private Response run(Request request) {
    return switch (request) {
      case PutRequest put -> put(put);
      case RangeRequest range -> range(range);
      case DeleteRangeRequest delete -> delete(delete);
      case PutSequentialRequest put -> sequential(put);
      case TxnRequest txn -> {
        List<ResponseOp> responses = new ArrayList<>();
        boolean succeeded = outcomes.get(txn);
        for (RequestOp op : succeeded ? txn.success() : txn.failure()) {
          responses.add((ResponseOp) run(op));
        }
        yield new TxnResponse(now(), succeeded, responses);
      }
    };
  }

  private PutResponse put(PutRequest put) {
    KeyValue old = pairs.get(put.key());
    if (put.lease() != 0) {
      throw new KvException(KvError.LEASE_NOT_FOUND);
    }
    if (old == null && (put.ignoreValue() || put.ignoreLease())) {
      throw new KvException(KvError.KEY_NOT_FOUND);
    }
    written = true;
    KeyValue created = new KeyValue(put.key(), put.value(), now(), now(), 1, 0);
    pairs.put(
        put.key(),
        old == null
            ? created
            : new KeyValue(
                put.key(),
                put.ignoreValue() ? old.value() : put.value(),
                old.createRevision(),
                now(),
                old.version() + 1,
                0));
    return new PutResponse(now(), put.prevKv() ? old : null);
  }

  private PutSequentialResponse sequential(PutSequentialRequest put) {
    long number = 1;
    Bytes last = PutSequentialRequest.key(put.prefix(), PutSequentialRequest.NUMBER_MAX);
    for (Bytes key : pairs.keySet()) {
      while (key.compareTo(last) <= 0
          && key.compareTo(PutSequentialRequest.key(put.prefix(), number)) >= 0
          && startsWith(key, put.prefix())) {
        number++;
      }
    }
    Bytes key = PutSequentialRequest.key(put.prefix(), number);
    put(PutRequest.of(key, put.value()));
    return new PutSequentialResponse(now(), key);
  }

  private static boolean startsWith(Bytes key, Bytes prefix) {
    return key.length() >= prefix.length() && key.slice(0, prefix.length()).equals(prefix);
  }

  private DeleteRangeResponse delete(DeleteRangeRequest delete) {
    List<KeyValue> gone = within(pairs, delete.key(), delete.rangeEnd());
    gone.forEach(pair -> pairs.remove(pair.key()));
    written |= !gone.isEmpty();
    return new DeleteRangeResponse(now(), gone.size(), delete.prevKv() ? gone : List.of());
  }

  private RangeResponse range(RangeRequest range) {
    if (range.revision() > revision) {
      throw new KvException(KvError.FUTURE_REVISION);
    }
    if (range.revision() != 0 && range.revision() < revision) {
      throw new KvException(KvError.COMPACTED);
    }
    List<KeyValue> all =
        within(range.revision() == 0 ? pairs : before, range.key(), range.rangeEnd());
    long count = all.size();
    if (range.countOnly()) {
      return new RangeResponse(now(), List.of(), false, count);
    }
    all.removeIf(pair ->
        (range.minModRevision() != 0 && pair.modRevision() < range.minModRevision())
            || (range.maxModRevision() != 0 && pair.modRevision() > range.maxModRevision())
            || (range.minCreateRevision() != 0 && pair.createRevision() < range.minCreateRevision())
            || (range.maxCreateRevision() != 0
                && pair.createRevision() > range.maxCreateRevision()));
    Comparator<KeyValue> order =
        switch (range.sortTarget()) {
          case KEY -> Comparator.comparing(KeyValue::key);
          case VERSION -> Comparator.comparingLong(KeyValue::version);
          case CREATE -> Comparator.comparingLong(KeyValue::createRevision);
          case MOD -> Comparator.comparingLong(KeyValue::modRevision);
          case VALUE -> Comparator.comparing(KeyValue::value);
        };
    boolean bounded =
        range.minModRevision() != 0
            || range.maxModRevision() != 0
            || range.minCreateRevision() != 0
            || range.maxCreateRevision() != 0;
    if (range.sortOrder() == RangeRequest.SortOrder.NONE && range.limit() > 0 && !bounded) {
      all = new ArrayList<>(all.subList(0, (int) Math.min(all.size(), range.limit() + 1)));
    }
    all.sort(range.sortOrder() == RangeRequest.SortOrder.DESCEND ? order.reversed() : order);
    boolean more = range.limit() > 0 && all.size() > range.limit();
    List<KeyValue> shown = more ? all.subList(0, (int) range.limit()) : all;
    if (range.keysOnly()) {
      shown.replaceAll(KeyValue::withoutValue);
    }
    return new RangeResponse(now(), shown, more, count);
  }

  private void settle(TxnRequest txn) {
    boolean holds = txn.compare().stream().allMatch(this::holds);
    outcomes.put(txn, holds);
    for (RequestOp op : holds ? txn.success() : txn.failure()) {
      if (op instanceof TxnRequest inner) {
        settle(inner);
      }
    }
  }

  private boolean holds(Compare compare) {
    List<KeyValue> found = within(pairs, compare.key(), compare.rangeEnd());
    if (found.isEmpty()) {
      return compare.target() != Compare.Target.VALUE && holds(compare, null);
    }
    return found.stream().allMatch(pair -> holds(compare, pair));
  }

  private static boolean holds(Compare compare, @Nullable KeyValue pair) {
    int order =
        compare.target() == Compare.Target.VALUE && pair != null
            ? pair.value().compareTo(compare.value())
            : Long.compare(number(compare.target(), pair), compare.number());
    return switch (compare.relation()) {
      case EQUAL -> order == 0;
      case NOT_EQUAL -> order != 0;
      case GREATER -> order > 0;
      case LESS -> order < 0;
    };
  }

  private static long number(Compare.Target target, @Nullable KeyValue pair) {
    if (pair == null) {
      return 0;
    }
    return switch (target) {
      case VERSION -> pair.version();
      case CREATE -> pair.createRevision();
      case MOD -> pair.modRevision();
      case LEASE -> pair.lease();
      case VALUE -> throw new IllegalArgumentException("not a number");
    };
  }

  private static List<KeyValue> within(Map<Bytes, KeyValue> of, Bytes key, Bytes rangeEnd) {
    List<KeyValue> found = new ArrayList<>();
    for (KeyValue pair : of.values()) {
      boolean inside =
          rangeEnd.isEmpty()
              ? pair.key().equals(key)
              : pair.key().compareTo(key) >= 0
                  && (rangeEnd.equals(Bytes.wrap(new byte[1]))
                      || pair.key().compareTo(rangeEnd) < 0);
      if (inside) {
        found.add(pair);
      }
    }
    return found;
  }
}
