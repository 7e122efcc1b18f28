package dev.balsa.kv;

import dev.balsa.core.Bytes;
import dev.balsa.core.Entry;
import dev.balsa.core.EntryKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Short ways to make what tests need, by hand or by chance from a seed. */
final class Some {
  private Some() {}

  static Bytes bytes(String text) {
    return Bytes.utf8(text);
  }

  static PutRequest put(String key, String value) {
    return PutRequest.of(bytes(key), bytes(value));
  }

  static RangeRequest range(String key, String rangeEnd) {
    return RangeRequest.range(bytes(key), bytes(rangeEnd));
  }

  static DeleteRangeRequest delete(String key, String rangeEnd) {
    return new DeleteRangeRequest(bytes(key), bytes(rangeEnd), false);
  }

  static TxnRequest txn(RequestOp... ops) {
    return new TxnRequest(List.of(), List.of(ops), List.of());
  }

  /** Applies requests to a store as a node would. */
  static final class Log {
    final Store store = new Store();
    private long index;

    Response apply(Request request) {
      return apply(new Command(StoreLimits.STANDARD.storeBytesMax(), request));
    }

    Response apply(Command command) {
      return Commands.decodeResponse(store.apply(entry(Commands.encode(command))));
    }

    Entry entry(Bytes payload) {
      return new Entry(++index, 1, EntryKind.COMMAND, payload);
    }
  }

  /** Requests by chance, over few keys so that they meet. */
  static final class Requests {
    private final Random random;

    Requests(long seed) {
      random = new Random(seed);
    }

    Request any() {
      return random.nextInt(10) == 0
          ? new PutSequentialRequest(key(), bytes("v" + random.nextInt(5)))
          : op(0);
    }

    RequestOp op(int depth) {
      int chance = random.nextInt(100);
      if (chance < 45) {
        return putOrTouch();
      } else if (chance < 65) {
        return range();
      } else if (chance < 78 || depth == 3) {
        return new DeleteRangeRequest(key(), rangeEnd(), random.nextBoolean());
      }
      return txn(depth);
    }

    private PutRequest putOrTouch() {
      boolean touch = random.nextInt(8) == 0;
      boolean valued = !touch || random.nextInt(8) == 0;
      return new PutRequest(
          key(),
          valued ? bytes("v" + random.nextInt(5)) : Bytes.EMPTY,
          random.nextInt(40) == 0 ? 7 : 0,
          random.nextBoolean(),
          touch,
          random.nextInt(12) == 0);
    }

    TxnRequest txn(int depth) {
      return new TxnRequest(
          several(3, this::compare),
          several(4, () -> op(depth + 1)),
          several(3, () -> op(depth + 1)));
    }

    RangeRequest range() {
      boolean bounded = random.nextInt(3) == 0;
      return new RangeRequest(
          key(),
          rangeEnd(),
          random.nextInt(3) == 0 ? random.nextInt(6) : 0,
          random.nextInt(15) == 0 ? random.nextInt(60) : 0,
          one(RangeRequest.SortOrder.values()),
          random.nextBoolean()
              ? RangeRequest.SortTarget.KEY
              : one(RangeRequest.SortTarget.values()),
          random.nextBoolean(),
          random.nextInt(4) == 0,
          random.nextInt(6) == 0,
          bounded ? random.nextInt(50) : 0,
          bounded ? random.nextInt(200) : 0,
          bounded ? random.nextInt(50) : 0,
          bounded ? random.nextInt(200) : 0);
    }

    private Compare compare() {
      return new Compare(
          key(),
          random.nextInt(4) == 0 ? rangeEnd() : Bytes.EMPTY,
          one(Compare.Relation.values()),
          one(Compare.Target.values()),
          random.nextInt(4) == 0 ? random.nextInt(100) : random.nextInt(3),
          bytes("v" + random.nextInt(5)));
    }

    private Bytes key() {
      if (random.nextInt(60) == 0) {
        return Bytes.EMPTY;
      }
      return bytes("k" + (char) ('a' + random.nextInt(8)) + (random.nextBoolean() ? "" : "x"));
    }

    private Bytes rangeEnd() {
      return switch (random.nextInt(4)) {
        case 0 -> Bytes.EMPTY;
        case 1 -> KeyRange.NO_END;
        default -> key();
      };
    }

    private <T> List<T> several(int most, Supplier<T> each) {
      List<T> list = new ArrayList<>();
      for (int i = random.nextInt(most + 1); i > 0; i--) {
        list.add(each.get());
      }
      return list;
    }

    private <T> T one(T[] of) {
      return of[random.nextInt(of.length)];
    }
  }
}
