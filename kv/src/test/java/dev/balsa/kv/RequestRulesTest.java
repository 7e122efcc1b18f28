package dev.balsa.kv;

import static dev.balsa.kv.Some.bytes;
import static dev.balsa.kv.Some.delete;
import static dev.balsa.kv.Some.put;
import static dev.balsa.kv.Some.range;
import static dev.balsa.kv.Some.txn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestRulesTest {
  @Test
  void everyKeyNeedsAByte() {
    for (Request request :
        List.of(
            put("", "v"),
            range("", ""),
            delete("", "z"),
            new PutSequentialRequest(Bytes.EMPTY, Bytes.EMPTY),
            txn(put("", "")),
            txn(txn(range("", ""))),
            new TxnRequest(List.of(Compare.absent(Bytes.EMPTY)), List.of(), List.of()))) {
      assertThat(RequestRules.check(request)).as("%s", request).isEqualTo(KvError.EMPTY_KEY);
    }
  }

  @Test
  void whatIsToBeKeptMustNotBeGiven() {
    PutRequest valued = new PutRequest(bytes("a"), bytes("v"), 0, false, true, false);
    assertThat(RequestRules.check(valued)).isEqualTo(KvError.VALUE_PROVIDED);
    PutRequest leased = new PutRequest(bytes("a"), Bytes.EMPTY, 5, false, false, true);
    assertThat(RequestRules.check(leased)).isEqualTo(KvError.LEASE_PROVIDED);
  }

  @Test
  void noKeyIsWrittenTwice() {
    isDuplicate(txn(put("a", "1"), put("a", "2")));
    isDuplicate(txn(put("a", "1"), txn(put("a", "2"))));
    isDuplicate(txn(txn(put("a", "1")), txn(put("a", "2"))));
    isDuplicate(txn(delete("a", ""), put("a", "2")));
    isDuplicate(txn(put("b", "2"), delete("a", "c")));
    isDuplicate(txn(put("b", "2"), txn(delete("a", "c"))));
    isDuplicate(txn(delete("a", "c"), txn(put("b", "2"))));
    isDuplicate(txn(txn(delete("a", "c")), txn(put("b", "2"))));
    isDuplicate(txn(delete("a", "c"), delete("b", "x"), delete("e", "f"), put("m", "")));
    isDuplicate(txn(delete("e", "f"), delete("b", "x"), delete("a", "c"), put("m", "")));
    isDuplicate(new TxnRequest(List.of(), List.of(), List.of(put("a", ""), put("a", ""))));
  }

  @Test
  void keysThatOnlySeemToMeetAreAllowed() {
    isAllowed(txn(put("a", "1"), put("b", "2"), delete("c", "z")));
    isAllowed(txn(delete("a", ""), delete("a", "c"), delete("b", "d")));
    isAllowed(txn(delete("a", "b"), put("b", "")));
    isAllowed(txn(delete("b", "c"), put("a", "")));
    isAllowed(new TxnRequest(List.of(), List.of(put("a", "")), List.of(put("a", ""))));
    isAllowed(
        txn(new TxnRequest(List.of(), List.of(put("a", "")), List.of(put("a", ""))), put("b", "")));
  }

  @Test
  void whatEtcdLetsPassIsLetPass() {
    // Measured on etcd 3.4.23.
    isAllowed(txn(delete("a", "\0"), put("b", "")));
    isAllowed(txn(delete("z", "a"), put("m", "")));
    isAllowed(txn(txn(put("b", "")), txn(delete("a", "c"))));
  }

  private static void isDuplicate(TxnRequest txn) {
    assertThat(RequestRules.check(txn)).as("%s", txn).isEqualTo(KvError.DUPLICATE_KEY);
  }

  private static void isAllowed(TxnRequest txn) {
    assertThat(RequestRules.check(txn)).as("%s", txn).isNull();
  }
}
