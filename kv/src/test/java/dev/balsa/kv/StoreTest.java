package dev.balsa.kv;

import static dev.balsa.kv.Some.bytes;
import static dev.balsa.kv.Some.delete;
import static dev.balsa.kv.Some.put;
import static dev.balsa.kv.Some.range;
import static dev.balsa.kv.Some.txn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.balsa.core.Bytes;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class StoreTest {
  private final Some.Log log = new Some.Log();

  @Test
  void anEmptyStoreIsAtRevisionOneAndTheFirstWriteMakesTwo() {
    assertThat(log.store.range(range("a", "")).revision()).isEqualTo(1);
    assertThat(log.apply(put("a", "1"))).isEqualTo(new PutResponse(2, null));
    assertThat(log.store.range(range("a", "")).kvs())
        .containsExactly(new KeyValue(bytes("a"), bytes("1"), 2, 2, 1, 0));
    log.apply(put("a", "2"));
    assertThat(log.store.range(range("a", "")).kvs())
        .containsExactly(new KeyValue(bytes("a"), bytes("2"), 2, 3, 2, 0));
  }

  @Test
  void aKeyThatComesBackStartsANewLife() {
    log.apply(put("a", "1"));
    log.apply(put("a", "2"));
    assertThat(log.apply(delete("a", ""))).isEqualTo(new DeleteRangeResponse(4, 1, List.of()));
    log.apply(put("a", "3"));
    assertThat(log.store.range(range("a", "")).kvs())
        .containsExactly(new KeyValue(bytes("a"), bytes("3"), 5, 5, 1, 0));
  }

  @Test
  void whatChangesNothingTakesNoRevision() {
    log.apply(put("a", "1"));
    assertThat(log.apply(delete("b", ""))).isEqualTo(new DeleteRangeResponse(2, 0, List.of()));
    log.apply(txn(range("a", ""), delete("b", "c")));
    log.apply(put("", "no key"));
    assertThat(log.store.revision()).isEqualTo(2);
    assertThat(log.store.appliedIndex()).isEqualTo(4);
  }

  @Test
  void theWritesOfATransactionShareOneRevision() {
    log.apply(put("c", "0"));
    TxnResponse response =
        log.apply(txn(put("a", "1"), put("b", "2"), range("a", "c"), delete("c", "")))
            .as(TxnResponse.class);
    assertThat(response.revision()).isEqualTo(3);
    assertThat(response.responses()).extracting(ResponseOp::revision).containsOnly(3L);
    assertThat(((RangeResponse) response.responses().get(2)).kvs())
        .extracting(KeyValue::modRevision)
        .containsExactly(3L, 3L);
    assertThat(log.store.revision()).isEqualTo(3);
    assertThat(log.store.keyCount()).isEqualTo(2);
  }

  @Test
  void aTransactionThatFailsHalfWayChangesNothing() {
    log.apply(put("a", "1"));
    log.apply(put("a", "2"));
    StoreView before = log.store.view();
    RangeRequest old =
        new RangeRequest(
            bytes("a"),
            Bytes.EMPTY,
            0,
            2,
            RangeRequest.SortOrder.NONE,
            RangeRequest.SortTarget.KEY,
            false,
            false,
            false,
            0,
            0,
            0,
            0);
    assertThat(log.apply(txn(put("b", "1"), delete("a", ""), old)))
        .isEqualTo(new ErrorResponse(KvError.COMPACTED));
    assertThat(log.store.stateHash()).isEqualTo(before.stateHash());
    assertThat(log.store.range(range("b", "")).count()).isZero();
    assertThat(log.store.sizeBytes()).isEqualTo(before.sizeBytes());
  }

  @Test
  void comparesOfNestedTransactionsLookAtTheStateBeforeTheFirstWrite() {
    TxnRequest inner =
        new TxnRequest(
            List.of(Compare.absent(bytes("a"))),
            List.of(put("b", "new")),
            List.of(put("b", "old")));
    log.apply(txn(put("a", "1"), inner));
    assertThat(log.store.range(range("b", "")).kvs().getFirst().value()).isEqualTo(bytes("new"));
  }

  @Test
  void aRangeEndOfOneZeroByteMeansNoEndAndAnEmptyOneTheKeyAlone() {
    for (String key : List.of("a", "b", "ba", "c")) {
      log.apply(put(key, key));
    }
    assertThat(keys("b", "\0")).containsExactly("b", "ba", "c");
    assertThat(keys("\0", "\0")).containsExactly("a", "b", "ba", "c");
    assertThat(keys("b", "")).containsExactly("b");
    assertThat(keys("b", "c")).containsExactly("b", "ba");
    assertThat(keys("b", "b\0")).containsExactly("b");
    assertThat(keys("c", "a")).isEmpty();
    assertThat(keys("b", "b")).isEmpty();
    assertThat(log.apply(delete("b", "\0")).as(DeleteRangeResponse.class).deleted()).isEqualTo(3);
    assertThat(keys("\0", "\0")).containsExactly("a");
  }

  @Test
  void aPrefixEnclosesExactlyWhatStartsWithIt() {
    assertThat(KeyRange.prefixEnd(bytes("ab"))).isEqualTo(bytes("ac"));
    assertThat(KeyRange.prefixEnd(Bytes.wrap(new byte[] {1, -1, -1})))
        .isEqualTo(Bytes.wrap(new byte[] {2}));
    assertThat(KeyRange.prefixEnd(Bytes.wrap(new byte[] {-1}))).isEqualTo(KeyRange.NO_END);
    for (String key : List.of("a", "ab", "abz", "ac")) {
      log.apply(put(key, ""));
    }
    assertThat(log.store.range(RangeRequest.prefix(bytes("ab"))).count()).isEqualTo(2);
    assertThat(log.store.range(RangeRequest.prefix(bytes("ab")).counting()).kvs()).isEmpty();
    RangeResponse limited = log.store.range(RangeRequest.prefix(bytes("a")).withLimit(1));
    assertThat(limited.kvs()).hasSize(1);
    assertThat(limited.more()).isTrue();
    assertThat(limited.count()).isEqualTo(4);
    log.apply(DeleteRangeRequest.prefix(bytes("ab")));
    assertThat(keys("a", "b")).containsExactly("a", "ac");
  }

  @Test
  void aWriteAboveTheQuotaIsRefusedAndAShrinkingOneIsNot() {
    log.apply(put("a", "x".repeat(100)));
    long size = log.store.sizeBytes();
    assertThat(size).isEqualTo(KeyValue.OVERHEAD_BYTES + 101);
    ErrorResponse noSpace = new ErrorResponse(KvError.NO_SPACE);
    assertThat(log.apply(new Command(size, put("b", "")))).isEqualTo(noSpace);
    assertThat(log.apply(new Command(size, txn(put("b", ""), delete("c", ""))))).isEqualTo(noSpace);
    assertThat(log.apply(new Command(size, new PutSequentialRequest(bytes("q"), Bytes.EMPTY))))
        .isEqualTo(noSpace);
    assertThat(log.store.keyCount()).isEqualTo(1);
    assertThat(log.apply(new Command(0, put("a", "x".repeat(99))))).isInstanceOf(PutResponse.class);
    assertThat(log.apply(new Command(0, txn(delete("a", ""), put("b", "")))))
        .isInstanceOf(TxnResponse.class);
    assertThat(
            log.apply(
                new Command(log.store.sizeBytes() + KeyValue.OVERHEAD_BYTES + 1, put("c", ""))))
        .isInstanceOf(PutResponse.class);
  }

  @Test
  void storedBytesDoNotKeepTheirBatchInMemory() {
    log.apply(put("a", "1"));
    KeyValue pair = log.store.range(range("a", "")).kvs().getFirst();
    assertThat(pair.key().sharedArray()).hasSize(1);
    assertThat(pair.value().sharedArray()).hasSize(1);
  }

  @Test
  void readOnlyTransactionsRunOnAView() {
    log.apply(put("a", "1"));
    StoreView view = log.store.view();
    TxnRequest read =
        new TxnRequest(List.of(Compare.absent(bytes("a"))), List.of(), List.of(range("a", "")));
    assertThat(read.isReadOnly()).isTrue();
    assertThat(read.isSerializable()).isFalse();
    assertThat(txn().isSerializable()).isFalse();
    TxnResponse response = view.txn(read);
    assertThat(response.succeeded()).isFalse();
    assertThat(((RangeResponse) response.responses().getFirst()).count()).isEqualTo(1);
    assertThatIllegalArgumentException().isThrownBy(() -> view.txn(txn(put("a", "2"))));
    assertThatExceptionOfType(KvException.class)
        .isThrownBy(() -> view.range(range("", "")))
        .withMessage("etcdserver: key is not provided");
  }

  @Test
  void garbageStopsTheStateMachineInsteadOfBeingSkipped() {
    assertThatExceptionOfType(MalformedBytesException.class)
        .isThrownBy(() -> log.store.apply(log.entry(bytes("garbage"))));
    assertThat(log.store.appliedIndex()).isZero();
  }

  @Test
  void anEntryIsNotAppliedTwice() {
    var entry = log.entry(Commands.encode(put("a", "1"), StoreLimits.STANDARD));
    log.store.apply(entry);
    assertThatIllegalStateException().isThrownBy(() -> log.store.apply(entry));
  }

  @Test
  void readersSeeWholeTransactionsWhileOneThreadWrites() throws InterruptedException {
    AtomicBoolean done = new AtomicBoolean();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread reader =
        new Thread(() -> {
          long last = 0;
          while (!done.get()) {
            RangeResponse seen = log.store.range(range("a", "c"));
            assertThat(seen.kvs()).hasSize(seen.revision() == 1 ? 0 : 2);
            assertThat(seen.kvs()).allMatch(pair -> pair.modRevision() == seen.revision());
            assertThat(seen.revision()).isGreaterThanOrEqualTo(last);
            last = seen.revision();
          }
        });
    reader.setUncaughtExceptionHandler((thread, thrown) -> failure.set(thrown));
    reader.start();
    for (int i = 0; i < 20_000; i++) {
      log.apply(txn(put("a", "" + i), put("b", "" + i)));
    }
    done.set(true);
    reader.join();
    assertThat(failure.get()).isNull();
  }

  private List<String> keys(String key, String rangeEnd) {
    return log.store.range(range(key, rangeEnd)).kvs().stream()
        .map(pair -> pair.key().utf8())
        .toList();
  }
}
