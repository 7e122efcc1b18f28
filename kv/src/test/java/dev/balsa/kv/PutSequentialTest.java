package dev.balsa.kv;

import static dev.balsa.kv.Some.bytes;
import static dev.balsa.kv.Some.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Bytes;
import org.junit.jupiter.api.Test;

class PutSequentialTest {
  private final Some.Log log = new Some.Log();

  @Test
  void keysAreThePrefixAndNumbersFromOne() {
    assertThat(next("list/")).isEqualTo("list/0000000000000001");
    assertThat(next("list/")).isEqualTo("list/0000000000000002");
    assertThat(next("other/")).isEqualTo("other/0000000000000001");
    assertThat(next("list/")).isEqualTo("list/0000000000000003");
    assertThat(log.store.revision()).isEqualTo(5);
  }

  @Test
  void theLastNumberIsUsedAgainOnceItIsGone() {
    next("q");
    next("q");
    log.apply(Some.delete("q0000000000000001", ""));
    assertThat(next("q")).isEqualTo("q0000000000000003");
    log.apply(Some.delete("q0000000000000003", ""));
    assertThat(next("q")).isEqualTo("q0000000000000003");
  }

  @Test
  void otherKeysOfThePrefixArePassedBy() {
    log.apply(put("q", ""));
    log.apply(put("q!", ""));
    log.apply(put("qz", ""));
    assertThat(next("q")).isEqualTo("q0000000000000001");
    log.apply(put("q0000000000000005/child", ""));
    assertThat(next("q")).isEqualTo("q0000000000000006");
    log.apply(put("q0000000000000x", ""));
    assertThat(next("q")).isEqualTo("q0000000000001000");
    log.apply(put("q0000000000002", ""));
    assertThat(next("q")).isEqualTo("q0000000000002000");
    log.apply(put("q0000000000002001\0", ""));
    assertThat(next("q")).isEqualTo("q0000000000002002");
    log.apply(put("q000000000001 ", ""));
    assertThat(next("q")).isEqualTo("q0000000000010000");
  }

  @Test
  void usedUpNumbersAreAnAnswer() {
    log.apply(put("q9999999999999998", ""));
    assertThat(next("q")).isEqualTo("q9999999999999999");
    PutSequentialRequest more = new PutSequentialRequest(bytes("q"), Bytes.EMPTY);
    assertThat(log.apply(more)).isEqualTo(new ErrorResponse(KvError.SEQUENCE_EXHAUSTED));
    log.apply(put("p99z", ""));
    assertThat(log.apply(new PutSequentialRequest(bytes("p"), Bytes.EMPTY)))
        .isEqualTo(new ErrorResponse(KvError.SEQUENCE_EXHAUSTED));
  }

  @Test
  void aPrefixOfHighBytesWorksToo() {
    Bytes prefix = Bytes.wrap(new byte[] {-1, -1});
    PutSequentialRequest request = new PutSequentialRequest(prefix, Bytes.EMPTY);
    log.apply(request);
    PutSequentialResponse second = log.apply(request).as(PutSequentialResponse.class);
    assertThat(second.key()).isEqualTo(PutSequentialRequest.key(prefix, 2));
  }

  private String next(String prefix) {
    PutSequentialRequest request = new PutSequentialRequest(bytes(prefix), bytes("v"));
    return log.apply(request).as(PutSequentialResponse.class).key().utf8();
  }
}
