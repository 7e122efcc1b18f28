package dev.balsa.kv;

import dev.balsa.core.Bytes;
import java.util.ArrayList;
import java.util.List;

/** Requests as bytes. */
final class RequestCodec {
  /** The deepest nesting of transactions a command may have, whatever the limits of a member. */
  static final int DEPTH_MAX = 64;

  private static final int PUT = 1;
  private static final int RANGE = 2;
  private static final int DELETE_RANGE = 3;
  private static final int TXN = 4;
  private static final int PUT_SEQUENTIAL = 5;

  private RequestCodec() {}

  static int sizeHint(Request request) {
    return switch (request) {
      case PutRequest put -> 32 + put.key().length() + put.value().length();
      case PutSequentialRequest put -> 32 + put.prefix().length() + put.value().length();
      case RangeRequest range -> 64 + range.key().length() + range.rangeEnd().length();
      case DeleteRangeRequest delete -> 32 + delete.key().length() + delete.rangeEnd().length();
      case TxnRequest txn -> 256;
    };
  }

  static void write(Request request, ByteWriter out) {
    switch (request) {
      case PutRequest put -> {
        out.octet(PUT);
        out.bytes(put.key());
        out.bytes(put.value());
        out.number(put.lease());
        out.octet(flags(put.prevKv(), put.ignoreValue(), put.ignoreLease()));
      }
      case PutSequentialRequest put -> {
        out.octet(PUT_SEQUENTIAL);
        out.bytes(put.prefix());
        out.bytes(put.value());
      }
      case RangeRequest range -> writeRange(range, out);
      case DeleteRangeRequest delete -> {
        out.octet(DELETE_RANGE);
        out.bytes(delete.key());
        out.bytes(delete.rangeEnd());
        out.octet(flags(delete.prevKv()));
      }
      case TxnRequest txn -> {
        out.octet(TXN);
        out.number(txn.compare().size());
        txn.compare().forEach(compare -> writeCompare(compare, out));
        out.number(txn.success().size());
        txn.success().forEach(op -> write(op, out));
        out.number(txn.failure().size());
        txn.failure().forEach(op -> write(op, out));
      }
    }
  }

  static Request read(ByteReader in) {
    int type = in.octet();
    return type == PUT_SEQUENTIAL
        ? new PutSequentialRequest(in.bytes(), in.bytes())
        : readOp(type, in, 1);
  }

  private static RequestOp readOp(int type, ByteReader in, int depth) {
    return switch (type) {
      case PUT -> readPut(in);
      case RANGE -> readRange(in);
      case DELETE_RANGE -> new DeleteRangeRequest(in.bytes(), in.bytes(), has(in.flags(1), 0));
      case TXN -> readTxn(in, depth);
      default -> throw in.malformed("has a request of type " + type);
    };
  }

  private static PutRequest readPut(ByteReader in) {
    Bytes key = in.bytes();
    Bytes value = in.bytes();
    long lease = in.number();
    int flags = in.flags(3);
    return new PutRequest(key, value, lease, has(flags, 0), has(flags, 1), has(flags, 2));
  }

  private static TxnRequest readTxn(ByteReader in, int depth) {
    if (depth > DEPTH_MAX) {
      throw in.malformed("nests transactions deeper than " + DEPTH_MAX);
    }
    int compares = in.count();
    List<Compare> compare = new ArrayList<>();
    for (int i = 0; i < compares; i++) {
      compare.add(readCompare(in));
    }
    return new TxnRequest(compare, readOps(in, depth), readOps(in, depth));
  }

  private static List<RequestOp> readOps(ByteReader in, int depth) {
    int count = in.count();
    List<RequestOp> ops = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ops.add(readOp(in.octet(), in, depth + 1));
    }
    return ops;
  }

  private static void writeRange(RangeRequest range, ByteWriter out) {
    out.octet(RANGE);
    out.bytes(range.key());
    out.bytes(range.rangeEnd());
    out.number(range.limit());
    out.number(range.revision());
    out.constant(range.sortOrder());
    out.constant(range.sortTarget());
    out.octet(flags(range.serializable(), range.keysOnly(), range.countOnly()));
    out.number(range.minModRevision());
    out.number(range.maxModRevision());
    out.number(range.minCreateRevision());
    out.number(range.maxCreateRevision());
  }

  private static RangeRequest readRange(ByteReader in) {
    Bytes key = in.bytes();
    Bytes rangeEnd = in.bytes();
    long limit = in.number();
    long revision = in.number();
    RangeRequest.SortOrder order = in.constant(RangeRequest.SortOrder.values());
    RangeRequest.SortTarget target = in.constant(RangeRequest.SortTarget.values());
    int flags = in.flags(3);
    return new RangeRequest(
        key,
        rangeEnd,
        limit,
        revision,
        order,
        target,
        has(flags, 0),
        has(flags, 1),
        has(flags, 2),
        in.number(),
        in.number(),
        in.number(),
        in.number());
  }

  private static void writeCompare(Compare compare, ByteWriter out) {
    out.bytes(compare.key());
    out.bytes(compare.rangeEnd());
    out.constant(compare.relation());
    out.constant(compare.target());
    out.number(compare.number());
    out.bytes(compare.value());
  }

  private static Compare readCompare(ByteReader in) {
    return new Compare(
        in.bytes(),
        in.bytes(),
        in.constant(Compare.Relation.values()),
        in.constant(Compare.Target.values()),
        in.number(),
        in.bytes());
  }

  static int flags(boolean... bits) {
    int flags = 0;
    for (int i = 0; i < bits.length; i++) {
      flags |= bits[i] ? 1 << i : 0;
    }
    return flags;
  }

  static boolean has(int flags, int bit) {
    return (flags >>> bit & 1) == 1;
  }
}
