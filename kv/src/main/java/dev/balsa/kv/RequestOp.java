package dev.balsa.kv;

/** A request that may also stand in a transaction, as etcd's {@code RequestOp}. */
public sealed interface RequestOp extends Request
    permits PutRequest, RangeRequest, DeleteRangeRequest, TxnRequest {}
