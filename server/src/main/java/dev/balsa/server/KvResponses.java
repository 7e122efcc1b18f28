package dev.balsa.server;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.UnsafeByteOperations;
import dev.balsa.core.Bytes;
import dev.balsa.etcd.rpc.ResponseHeader;
import dev.balsa.kv.DeleteRangeResponse;
import dev.balsa.kv.KeyValue;
import dev.balsa.kv.PutResponse;
import dev.balsa.kv.RangeResponse;
import dev.balsa.kv.ResponseOp;
import dev.balsa.kv.TxnResponse;
import java.util.List;

/**
 * Answers of the store as etcd's API gives them. The answer to a request has the whole header; an
 * answer inside a transaction's has the revision alone, and that of a nested transaction has an
 * empty one.
 */
final class KvResponses {
  private KvResponses() {}

  static MessageOrBuilder message(ResponseOp response, ResponseHeader header) {
    return switch (response) {
      case PutResponse put -> put(put, header);
      case RangeResponse range -> range(range, header);
      case DeleteRangeResponse delete -> deleteRange(delete, header);
      case TxnResponse txn -> txn(txn, header);
    };
  }

  /** The bytes of the keys and values of an answer. */
  static long sizeBytes(ResponseOp response) {
    return switch (response) {
      case PutResponse put -> {
        KeyValue previous = put.prevKv();
        yield previous == null ? 0 : sizeBytes(List.of(previous));
      }
      case RangeResponse range -> sizeBytes(range.kvs());
      case DeleteRangeResponse delete -> sizeBytes(delete.prevKvs());
      case TxnResponse txn -> txn.responses().stream().mapToLong(KvResponses::sizeBytes).sum();
    };
  }

  private static long sizeBytes(List<KeyValue> pairs) {
    return pairs.stream().mapToLong(pair -> pair.key().length() + pair.value().length()).sum();
  }

  private static dev.balsa.etcd.rpc.PutResponse.Builder put(
      PutResponse put, ResponseHeader header) {
    dev.balsa.etcd.rpc.PutResponse.Builder message =
        dev.balsa.etcd.rpc.PutResponse.newBuilder().setHeader(header);
    KeyValue previous = put.prevKv();
    if (previous != null) {
      message.setPrevKv(pair(previous));
    }
    return message;
  }

  private static dev.balsa.etcd.rpc.RangeResponse.Builder range(
      RangeResponse range, ResponseHeader header) {
    dev.balsa.etcd.rpc.RangeResponse.Builder message =
        dev.balsa.etcd.rpc.RangeResponse.newBuilder()
            .setHeader(header)
            .setMore(range.more())
            .setCount(range.count());
    range.kvs().forEach(each -> message.addKvs(pair(each)));
    return message;
  }

  private static dev.balsa.etcd.rpc.DeleteRangeResponse.Builder deleteRange(
      DeleteRangeResponse delete, ResponseHeader header) {
    dev.balsa.etcd.rpc.DeleteRangeResponse.Builder message =
        dev.balsa.etcd.rpc.DeleteRangeResponse.newBuilder()
            .setHeader(header)
            .setDeleted(delete.deleted());
    delete.prevKvs().forEach(each -> message.addPrevKvs(pair(each)));
    return message;
  }

  private static dev.balsa.etcd.rpc.TxnResponse.Builder txn(
      TxnResponse txn, ResponseHeader header) {
    dev.balsa.etcd.rpc.TxnResponse.Builder message =
        dev.balsa.etcd.rpc.TxnResponse.newBuilder().setHeader(header).setSucceeded(txn.succeeded());
    for (ResponseOp response : txn.responses()) {
      message.addResponses(op(response));
    }
    return message;
  }

  private static dev.balsa.etcd.rpc.ResponseOp.Builder op(ResponseOp response) {
    ResponseHeader header = ResponseHeader.newBuilder().setRevision(response.revision()).build();
    dev.balsa.etcd.rpc.ResponseOp.Builder op = dev.balsa.etcd.rpc.ResponseOp.newBuilder();
    return switch (response) {
      case PutResponse put -> op.setResponsePut(put(put, header));
      case RangeResponse range -> op.setResponseRange(range(range, header));
      case DeleteRangeResponse delete -> op.setResponseDeleteRange(deleteRange(delete, header));
      case TxnResponse txn -> op.setResponseTxn(txn(txn, ResponseHeader.getDefaultInstance()));
    };
  }

  private static dev.balsa.etcd.kv.KeyValue.Builder pair(KeyValue pair) {
    return dev.balsa.etcd.kv.KeyValue.newBuilder()
        .setKey(bytes(pair.key()))
        .setCreateRevision(pair.createRevision())
        .setModRevision(pair.modRevision())
        .setVersion(pair.version())
        .setValue(bytes(pair.value()))
        .setLease(pair.lease());
  }

  /** The store's bytes never change, so they need no copy. */
  private static ByteString bytes(Bytes bytes) {
    return UnsafeByteOperations.unsafeWrap(
        bytes.sharedArray(), bytes.sharedOffset(), bytes.length());
  }
}
