package dev.balsa.kv;

import java.util.ArrayList;
import java.util.List;

/** Responses as bytes. */
final class ResponseCodec {
  private static final int PUT = 1;
  private static final int RANGE = 2;
  private static final int DELETE_RANGE = 3;
  private static final int TXN = 4;
  private static final int PUT_SEQUENTIAL = 5;
  private static final int ERROR = 6;

  private ResponseCodec() {}

  static void write(Response response, ByteWriter out) {
    switch (response) {
      case PutResponse put -> {
        out.octet(PUT);
        out.number(put.revision());
        KeyValue previous = put.prevKv();
        writePairs(previous == null ? List.of() : List.of(previous), out);
      }
      case PutSequentialResponse put -> {
        out.octet(PUT_SEQUENTIAL);
        out.number(put.revision());
        out.bytes(put.key());
      }
      case RangeResponse range -> {
        out.octet(RANGE);
        out.number(range.revision());
        writePairs(range.kvs(), out);
        out.octet(RequestCodec.flags(range.more()));
        out.number(range.count());
      }
      case DeleteRangeResponse delete -> {
        out.octet(DELETE_RANGE);
        out.number(delete.revision());
        out.number(delete.deleted());
        writePairs(delete.prevKvs(), out);
      }
      case TxnResponse txn -> {
        out.octet(TXN);
        out.number(txn.revision());
        out.octet(RequestCodec.flags(txn.succeeded()));
        out.number(txn.responses().size());
        txn.responses().forEach(each -> write(each, out));
      }
      case ErrorResponse refused -> {
        out.octet(ERROR);
        out.number(refused.error().number());
      }
    }
  }

  static Response read(ByteReader in) {
    int type = in.octet();
    return switch (type) {
      case PUT_SEQUENTIAL -> new PutSequentialResponse(in.number(), in.bytes());
      case ERROR -> new ErrorResponse(KvError.of(in.number()));
      default -> readOp(type, in, 1);
    };
  }

  private static ResponseOp readOp(int type, ByteReader in, int depth) {
    return switch (type) {
      case PUT -> readPut(in);
      case RANGE ->
          new RangeResponse(
              in.number(), readPairs(in), RequestCodec.has(in.flags(1), 0), in.number());
      case DELETE_RANGE -> new DeleteRangeResponse(in.number(), in.number(), readPairs(in));
      case TXN -> readTxn(in, depth);
      default -> throw in.malformed("has an answer of type " + type);
    };
  }

  private static PutResponse readPut(ByteReader in) {
    long revision = in.number();
    List<KeyValue> previous = readPairs(in);
    if (previous.size() > 1) {
      throw in.malformed("has " + previous.size() + " previous pairs of one key");
    }
    return new PutResponse(revision, previous.isEmpty() ? null : previous.getFirst());
  }

  private static TxnResponse readTxn(ByteReader in, int depth) {
    if (depth > RequestCodec.DEPTH_MAX) {
      throw in.malformed("nests transactions deeper than " + RequestCodec.DEPTH_MAX);
    }
    long revision = in.number();
    boolean succeeded = RequestCodec.has(in.flags(1), 0);
    int count = in.count();
    List<ResponseOp> responses = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      responses.add(readOp(in.octet(), in, depth + 1));
    }
    return new TxnResponse(revision, succeeded, responses);
  }

  private static void writePairs(List<KeyValue> pairs, ByteWriter out) {
    out.number(pairs.size());
    for (KeyValue pair : pairs) {
      out.bytes(pair.key());
      out.bytes(pair.value());
      out.number(pair.createRevision());
      out.number(pair.modRevision());
      out.number(pair.version());
      out.number(pair.lease());
    }
  }

  private static List<KeyValue> readPairs(ByteReader in) {
    int count = in.count();
    List<KeyValue> pairs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      pairs.add(
          new KeyValue(in.bytes(), in.bytes(), in.number(), in.number(), in.number(), in.number()));
    }
    return pairs;
  }
}
