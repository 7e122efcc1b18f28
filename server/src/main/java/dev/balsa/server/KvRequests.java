package dev.balsa.server;

import com.google.protobuf.ByteString;
import dev.balsa.core.Bytes;
import dev.balsa.etcd.rpc.Compare.CompareResult;
import dev.balsa.etcd.rpc.Compare.CompareTarget;
import dev.balsa.etcd.rpc.RequestOp;
import dev.balsa.kv.Compare;
import dev.balsa.kv.DeleteRangeRequest;
import dev.balsa.kv.KvError;
import dev.balsa.kv.KvException;
import dev.balsa.kv.PutRequest;
import dev.balsa.kv.RangeRequest;
import dev.balsa.kv.TxnRequest;
import dev.balsa.server.json.JsonException;
import java.util.List;

/** Requests of etcd's API as the store's own. */
final class KvRequests {
  private KvRequests() {}

  static PutRequest put(dev.balsa.etcd.rpc.PutRequest put) {
    return new PutRequest(
        bytes(put.getKey()),
        bytes(put.getValue()),
        put.getLease(),
        put.getPrevKv(),
        put.getIgnoreValue(),
        put.getIgnoreLease());
  }

  static RangeRequest range(dev.balsa.etcd.rpc.RangeRequest range) {
    return new RangeRequest(
        bytes(range.getKey()),
        bytes(range.getRangeEnd()),
        range.getLimit(),
        Math.max(0, range.getRevision()),
        switch (range.getSortOrder()) {
          case NONE -> RangeRequest.SortOrder.NONE;
          case ASCEND -> RangeRequest.SortOrder.ASCEND;
          case DESCEND -> RangeRequest.SortOrder.DESCEND;
          case UNRECOGNIZED -> throw new JsonException("etcdserver: invalid sort option");
        },
        switch (range.getSortTarget()) {
          case KEY -> RangeRequest.SortTarget.KEY;
          case VERSION -> RangeRequest.SortTarget.VERSION;
          case CREATE -> RangeRequest.SortTarget.CREATE;
          case MOD -> RangeRequest.SortTarget.MOD;
          case VALUE -> RangeRequest.SortTarget.VALUE;
          case UNRECOGNIZED -> throw new JsonException("etcdserver: invalid sort option");
        },
        range.getSerializable(),
        range.getKeysOnly(),
        range.getCountOnly(),
        range.getMinModRevision(),
        range.getMaxModRevision(),
        range.getMinCreateRevision(),
        range.getMaxCreateRevision());
  }

  static DeleteRangeRequest deleteRange(dev.balsa.etcd.rpc.DeleteRangeRequest delete) {
    return new DeleteRangeRequest(
        bytes(delete.getKey()), bytes(delete.getRangeEnd()), delete.getPrevKv());
  }

  static TxnRequest txn(dev.balsa.etcd.rpc.TxnRequest txn) {
    return new TxnRequest(
        txn.getCompareList().stream().map(KvRequests::compare).toList(),
        ops(txn.getSuccessList()),
        ops(txn.getFailureList()));
  }

  private static List<dev.balsa.kv.RequestOp> ops(List<RequestOp> ops) {
    return ops.stream().map(KvRequests::op).toList();
  }

  private static dev.balsa.kv.RequestOp op(RequestOp op) {
    return switch (op.getRequestCase()) {
      case REQUEST_RANGE -> range(op.getRequestRange());
      case REQUEST_PUT -> put(op.getRequestPut());
      case REQUEST_DELETE_RANGE -> deleteRange(op.getRequestDeleteRange());
      case REQUEST_TXN -> txn(op.getRequestTxn());
      case REQUEST_NOT_SET -> throw new KvException(KvError.KEY_NOT_FOUND);
    };
  }

  /** An operand of another kind than the target counts as missing, that is, as 0 or empty. */
  private static Compare compare(dev.balsa.etcd.rpc.Compare compare) {
    return new Compare(
        bytes(compare.getKey()),
        bytes(compare.getRangeEnd()),
        relation(compare.getResult()),
        target(compare.getTarget()),
        switch (compare.getTarget()) {
          case VERSION -> compare.getVersion();
          case CREATE -> compare.getCreateRevision();
          case MOD -> compare.getModRevision();
          case LEASE -> compare.getLease();
          case VALUE, UNRECOGNIZED -> 0;
        },
        compare.getTarget() == CompareTarget.VALUE ? bytes(compare.getValue()) : Bytes.EMPTY);
  }

  private static Compare.Relation relation(CompareResult result) {
    return switch (result) {
      case EQUAL -> Compare.Relation.EQUAL;
      case GREATER -> Compare.Relation.GREATER;
      case LESS -> Compare.Relation.LESS;
      case NOT_EQUAL -> Compare.Relation.NOT_EQUAL;
      case UNRECOGNIZED -> throw new JsonException("a compare has an unknown result");
    };
  }

  private static Compare.Target target(CompareTarget target) {
    return switch (target) {
      case VERSION -> Compare.Target.VERSION;
      case CREATE -> Compare.Target.CREATE;
      case MOD -> Compare.Target.MOD;
      case VALUE -> Compare.Target.VALUE;
      case LEASE -> Compare.Target.LEASE;
      case UNRECOGNIZED -> throw new JsonException("a compare has an unknown target");
    };
  }

  private static Bytes bytes(ByteString bytes) {
    return Bytes.wrap(bytes.toByteArray());
  }
}
