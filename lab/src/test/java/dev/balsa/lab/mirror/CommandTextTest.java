package dev.balsa.lab.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Bytes;
import dev.balsa.kv.Commands;
import dev.balsa.kv.Compare;
import dev.balsa.kv.DeleteRangeRequest;
import dev.balsa.kv.PutRequest;
import dev.balsa.kv.PutSequentialRequest;
import dev.balsa.kv.RangeRequest;
import dev.balsa.kv.Request;
import dev.balsa.kv.StoreLimits;
import dev.balsa.kv.TxnRequest;
import dev.balsa.node.SessionCommand;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandTextTest {
  private static final Bytes KEY = Bytes.utf8("VARIABLE");

  static Bytes command(Request request) {
    return Commands.encode(request, StoreLimits.STANDARD);
  }

  private static String json(Request request) {
    return CommandText.json(command(request));
  }

  @Test
  void aWriteIsKeyAndValue() {
    assertThat(json(PutRequest.of(KEY, Bytes.utf8("HashCode"))))
        .isEqualTo("{\"VARIABLE\": \"HashCode\"}");
    assertThat(json(PutRequest.of(Bytes.utf8("data_id"), Bytes.utf8("2"))))
        .isEqualTo("{\"data_id\": 2}");
    assertThat(json(PutRequest.of(KEY, Bytes.utf8("{\"a\":[1,2]}"))))
        .isEqualTo("{\"VARIABLE\": {\"a\": [1, 2]}}");
    assertThat(json(PutRequest.of(Bytes.utf8("é\"\n"), Bytes.EMPTY)))
        .isEqualTo("{\"é\\\"\\n\": \"\"}");
  }

  @Test
  void bytesThatAreNoTextAreBase64() {
    assertThat(json(PutRequest.of(KEY, Bytes.wrap(new byte[] {(byte) 0xff, 0}))))
        .isEqualTo("{\"VARIABLE\": \"base64:/wA=\"}");
    assertThat(json(PutRequest.of(KEY, Bytes.utf8("\uFFFD"))))
        .isEqualTo("{\"VARIABLE\": \"\uFFFD\"}");
  }

  @Test
  void aDeletionIsNull() {
    assertThat(json(DeleteRangeRequest.of(KEY))).isEqualTo("{\"VARIABLE\": null}");
    assertThat(json(DeleteRangeRequest.prefix(Bytes.utf8("a/")))).isEqualTo("{\"[a/, a0)\": null}");
    assertThat(json(new DeleteRangeRequest(KEY, Bytes.wrap(new byte[] {0}), false)))
        .isEqualTo("{\"[VARIABLE, …)\": null}");
  }

  @Test
  void aConditionalWriteIsTheWrite() {
    TxnRequest txn =
        new TxnRequest(
            List.of(Compare.absent(KEY)),
            List.of(PutRequest.of(KEY, Bytes.utf8("somerandomhack"))),
            List.of(RangeRequest.of(KEY)));
    assertThat(json(txn)).isEqualTo("{\"VARIABLE\": \"somerandomhack\"}");
  }

  @Test
  void aWriteBehindAPrefixHasAPlus() {
    assertThat(json(new PutSequentialRequest(Bytes.utf8("l:"), Bytes.utf8("1"))))
        .isEqualTo("{\"l:+\": 1}");
  }

  @Test
  void aCommandOfAnotherStateMachineIsShownAsBytes() {
    assertThat(CommandText.json(Bytes.wrap(new byte[] {9, 9})))
        .isEqualTo("{\"unreadable\": \"base64:CQk=\"}");
  }

  @Test
  void aCommandOfASessionIsTheCommandInside() {
    Bytes put = command(PutRequest.of(KEY, Bytes.utf8("1")));
    Bytes numbered = new SessionCommand.Numbered(3, 1, 1, 0, put).encode();
    assertThat(CommandText.json(numbered)).isEqualTo("{\"VARIABLE\": 1}");
    assertThat(CommandText.json(new SessionCommand.Close(3).encode())).isEqualTo("{}");
    assertThat(CommandText.json(numbered.slice(0, 5))).startsWith("{\"unreadable\": ");
  }
}
