package dev.balsa.kv;

import dev.balsa.core.Bytes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** Answers a {@link RangeRequest} from a tree. */
final class Ranges {
  private Ranges() {}

  /** Answers whatever the request says of the revision. */
  static RangeResponse answer(Tree tree, long revision, RangeRequest request) {
    KeyRange range = request.keys();
    int count = tree.count(range);
    if (request.countOnly() || count == 0) {
      return new RangeResponse(revision, List.of(), false, count);
    }
    long limit = request.limit() > 0 ? request.limit() : Long.MAX_VALUE;
    List<KeyValue> pairs;
    boolean more;
    if (isBounded(request) || request.sortTarget() != RangeRequest.SortTarget.KEY) {
      pairs = candidates(tree, range, request, limit < count ? limit + 1 : count);
      pairs.sort(order(request));
      more = pairs.size() > limit;
      pairs = more ? pairs.subList(0, (int) limit) : pairs;
    } else {
      pairs = byKey(tree, range, request, Math.min(limit, count));
      more = count > limit;
    }
    if (request.keysOnly()) {
      pairs.replaceAll(KeyValue::withoutValue);
    }
    return new RangeResponse(revision, pairs, more, count);
  }

  /**
   * What is sorted before the limit cuts it. That is everything; only without an order etcd takes
   * the first keys, one more than asked for, and sorts those.
   */
  private static List<KeyValue> candidates(
      Tree tree, KeyRange range, RangeRequest request, long first) {
    return isBounded(request) || request.sortOrder() != RangeRequest.SortOrder.NONE
        ? matching(tree, range, request)
        : byKey(tree, range, request, first);
  }

  private static List<KeyValue> byKey(
      Tree tree, KeyRange range, RangeRequest request, long wanted) {
    boolean descending = request.sortOrder() == RangeRequest.SortOrder.DESCEND;
    List<KeyValue> pairs = new ArrayList<>();
    tree.scan(
        descending ? tree.lastOf(range, (int) wanted) : range,
        pair -> {
          pairs.add(pair);
          return pairs.size() < wanted;
        });
    if (descending) {
      Collections.reverse(pairs);
    }
    return pairs;
  }

  private static boolean isBounded(RangeRequest request) {
    return request.minModRevision() != 0
        || request.maxModRevision() != 0
        || request.minCreateRevision() != 0
        || request.maxCreateRevision() != 0;
  }

  private static List<KeyValue> matching(Tree tree, KeyRange range, RangeRequest request) {
    List<KeyValue> pairs = new ArrayList<>();
    tree.scan(
        range,
        pair -> {
          if (within(pair.modRevision(), request.minModRevision(), request.maxModRevision())
              && within(
                  pair.createRevision(),
                  request.minCreateRevision(),
                  request.maxCreateRevision())) {
            pairs.add(pair);
          }
          return true;
        });
    return pairs;
  }

  private static boolean within(long revision, long least, long most) {
    return (least == 0 || revision >= least) && (most == 0 || revision <= most);
  }

  /** Pairs that are equal by it keep the order of their keys, whichever way it goes. */
  private static Comparator<KeyValue> order(RangeRequest request) {
    Comparator<KeyValue> order =
        switch (request.sortTarget()) {
          case KEY -> Comparator.<KeyValue, Bytes>comparing(KeyValue::key);
          case VERSION -> Comparator.comparingLong(KeyValue::version);
          case CREATE -> Comparator.comparingLong(KeyValue::createRevision);
          case MOD -> Comparator.comparingLong(KeyValue::modRevision);
          case VALUE -> Comparator.<KeyValue, Bytes>comparing(KeyValue::value);
        };
    return request.sortOrder() == RangeRequest.SortOrder.DESCEND ? order.reversed() : order;
  }
}
