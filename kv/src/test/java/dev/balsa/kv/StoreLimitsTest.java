package dev.balsa.kv;

import static dev.balsa.kv.Some.bytes;
import static dev.balsa.kv.Some.put;
import static dev.balsa.kv.Some.range;
import static dev.balsa.kv.Some.txn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.balsa.core.Bytes;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StoreLimitsTest {
  private static final StoreLimits SMALL = new StoreLimits(8, 16, 100, 4, 3, 1 << 20);

  @Test
  void keysAndRangeEndsAreLimited() {
    String longest = "k".repeat(8);
    String longer = "k".repeat(9);
    assertThat(SMALL.check(put(longest, ""))).isNull();
    assertThat(SMALL.check(put(longer, ""))).isEqualTo(KvError.TOO_LARGE);
    assertThat(SMALL.check(range(longer, ""))).isEqualTo(KvError.TOO_LARGE);
    assertThat(SMALL.check(range("a", longer))).isEqualTo(KvError.TOO_LARGE);
    assertThat(SMALL.check(Some.delete("a", longer))).isEqualTo(KvError.TOO_LARGE);
    assertThat(SMALL.check(txn(txn(put(longer, ""))))).isEqualTo(KvError.TOO_LARGE);
    assertThat(SMALL.check(new PutSequentialRequest(bytes(longer), Bytes.EMPTY)))
        .isEqualTo(KvError.TOO_LARGE);
    TxnRequest compares =
        new TxnRequest(List.of(Compare.absent(bytes(longer))), List.of(), List.of());
    assertThat(SMALL.check(compares)).isEqualTo(KvError.TOO_LARGE);
  }

  @Test
  void valuesAreLimited() {
    assertThat(SMALL.check(put("k", "v".repeat(16)))).isNull();
    assertThat(SMALL.check(put("k", "v".repeat(17)))).isEqualTo(KvError.TOO_LARGE);
    Compare compare = Compare.ofValue(bytes("k"), Compare.Relation.EQUAL, bytes("v".repeat(17)));
    assertThat(SMALL.check(new TxnRequest(List.of(compare), List.of(), List.of())))
        .isEqualTo(KvError.TOO_LARGE);
  }

  @Test
  void theWholeCommandIsLimited() {
    TxnRequest fits = txn(put("a", "v".repeat(16)), put("b", "v".repeat(16)));
    assertThat(Commands.encode(fits, SMALL).length()).isLessThanOrEqualTo(100);
    TxnRequest large =
        txn(
            put("a", "v".repeat(16)),
            put("b", "v".repeat(16)),
            put("c", "v".repeat(16)),
            txn(put("d", "v".repeat(16)), put("e", "v".repeat(16))));
    assertThatExceptionOfType(KvException.class)
        .isThrownBy(() -> Commands.encode(large, new StoreLimits(8, 16, 100, 8, 3, 0)))
        .withMessage("etcdserver: request is too large");
  }

  @Test
  void theStandardLimitsAreThoseOfEtcd() {
    Bytes value = Bytes.wrap(new byte[1536 * 1024 - 100]);
    assertThat(Commands.encode(PutRequest.of(bytes("k"), value), StoreLimits.STANDARD).length())
        .isGreaterThan(value.length());
    Bytes larger = Bytes.wrap(new byte[1536 * 1024 - 5]);
    assertThatExceptionOfType(KvException.class)
        .isThrownBy(() -> Commands.encode(PutRequest.of(bytes("k"), larger), StoreLimits.STANDARD));
    RequestOp[] most =
        IntStream.range(0, 128).mapToObj(i -> put("k" + i, "")).toArray(RequestOp[]::new);
    assertThat(StoreLimits.STANDARD.check(txn(most))).isNull();
    RequestOp[] tooMany =
        IntStream.range(0, 129).mapToObj(i -> put("k" + i, "")).toArray(RequestOp[]::new);
    assertThat(StoreLimits.STANDARD.check(txn(tooMany))).isEqualTo(KvError.TOO_MANY_OPS);
    assertThat(StoreLimits.STANDARD.storeBytesMax()).isEqualTo(2L << 30);
  }

  @Test
  void transactionsAreLimitedInEachListAndInDepth() {
    List<RequestOp> five = Collections.nCopies(5, range("a", ""));
    List<Compare> compares = Collections.nCopies(5, Compare.absent(bytes("a")));
    for (TxnRequest wide :
        List.of(
            new TxnRequest(compares, List.of(), List.of()),
            new TxnRequest(List.of(), five, List.of()),
            new TxnRequest(List.of(), List.of(), five),
            txn(range("a", ""), txn(range("a", ""), range("a", ""), range("a", ""))),
            txn(txn(txn(txn()))))) {
      assertThat(SMALL.check(wide)).as("%s", wide).isEqualTo(KvError.TOO_MANY_OPS);
    }
    assertThat(SMALL.check(txn(range("a", ""), txn(range("a", ""), range("a", ""))))).isNull();
    assertThat(SMALL.check(txn(txn(txn())))).isNull();
  }

  @Test
  void rulesAreCheckedWithTheLimits() {
    assertThatExceptionOfType(KvException.class)
        .isThrownBy(() -> Commands.encode(put("", ""), SMALL))
        .extracting(KvException::error)
        .isEqualTo(KvError.EMPTY_KEY);
  }

  @Test
  void aLimitOutOfRangeIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new StoreLimits(0, 16, 100, 4, 3, 0))
        .withMessage("keyBytesMax is 0; it must be from 1 to 1048576");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new StoreLimits(8, 16, 100, 4, 65, 0))
        .withMessageContaining("txnDepthMax is 65");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new StoreLimits(8, 16, 100, 4, 3, -1))
        .withMessageContaining("storeBytesMax is -1");
  }

  @Test
  void errorsKeepTheirNumbersAndCodes() {
    for (KvError error : KvError.values()) {
      assertThat(KvError.of(error.number())).isEqualTo(error);
    }
    assertThat(KvError.NO_SPACE.code().number()).isEqualTo(8);
    assertThat(KvError.COMPACTED.code().number()).isEqualTo(11);
    assertThat(KvError.LEASE_NOT_FOUND.code().number()).isEqualTo(5);
    assertThat(KvError.EMPTY_KEY.code().number()).isEqualTo(3);
    assertThatExceptionOfType(MalformedBytesException.class).isThrownBy(() -> KvError.of(99));
  }
}
