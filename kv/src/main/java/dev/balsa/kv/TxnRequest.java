package dev.balsa.kv;

import java.util.List;

/**
 * Does one of two lists of operations, all or nothing, as etcd's {@code TxnRequest}. All compares,
 * those of nested transactions too, look at the state before the first operation; each operation
 * sees what the ones before it did.
 *
 * @param compare all must hold for {@code success} to be done, else {@code failure} is
 * @param success what to do if all hold
 * @param failure what to do if one does not
 */
public record TxnRequest(List<Compare> compare, List<RequestOp> success, List<RequestOp> failure)
    implements RequestOp {
  /** Copies the lists. */
  public TxnRequest {
    compare = List.copyOf(compare);
    success = List.copyOf(success);
    failure = List.copyOf(failure);
  }

  /** Whether neither list can change anything. */
  public boolean isReadOnly() {
    return ops(RangeRequest.class);
  }

  /** Whether it reads and every read may be answered from old state. */
  public boolean isSerializable() {
    return isReadOnly()
        && !(success.isEmpty() && failure.isEmpty())
        && success.stream().allMatch(op -> ((RangeRequest) op).serializable())
        && failure.stream().allMatch(op -> ((RangeRequest) op).serializable());
  }

  private boolean ops(Class<? extends RequestOp> kind) {
    return success.stream().allMatch(kind::isInstance)
        && failure.stream().allMatch(kind::isInstance);
  }
}
