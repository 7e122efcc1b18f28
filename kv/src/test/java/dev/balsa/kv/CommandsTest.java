package dev.balsa.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.balsa.core.Bytes;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CommandsTest {
  @Test
  void requestsAndAnswersComeBackAsTheyWere() {
    Some.Requests requests = new Some.Requests(1);
    Some.Log log = new Some.Log();
    for (int i = 0; i < 20_000; i++) {
      Command command = new Command(i * 1_000_003L, requests.any());
      assertThat(Commands.decode(Commands.encode(command))).isEqualTo(command);
      Response response = log.apply(command.request());
      assertThat(Commands.decodeResponse(Commands.encodeResponse(response))).isEqualTo(response);
    }
  }

  @Test
  void theFormatIsFixed() {
    Command put = new Command(300, Some.put("k", "vv"));
    assertThat(HexFormat.of().formatHex(Commands.encode(put).toArray()))
        .isEqualTo("01" + "ac02" + "01" + "016b" + "027676" + "00" + "00");
    Response answer = new PutResponse(2, null);
    assertThat(HexFormat.of().formatHex(Commands.encodeResponse(answer).toArray()))
        .isEqualTo("01" + "01" + "02" + "00");
  }

  @Test
  void numbersOfAllSizesComeBackAsTheyWere() {
    for (long number :
        new long[] {0, 1, 127, 128, 16_383, 16_384, Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
      PutResponse response = new PutResponse(number, null);
      assertThat(Commands.decodeResponse(Commands.encodeResponse(response))).isEqualTo(response);
    }
  }

  @Test
  void everyCutIsRefused() {
    Some.Requests requests = new Some.Requests(2);
    for (int i = 0; i < 300; i++) {
      Bytes whole = Commands.encode(new Command(7, requests.any()));
      for (int length = 0; length < whole.length(); length++) {
        Bytes cut = whole.slice(0, length);
        assertThatExceptionOfType(MalformedBytesException.class)
            .isThrownBy(() -> Commands.decode(cut));
      }
      Bytes longer = Bytes.wrap(java.util.Arrays.copyOf(whole.toArray(), whole.length() + 1));
      assertThatExceptionOfType(MalformedBytesException.class)
          .isThrownBy(() -> Commands.decode(longer))
          .withMessageContaining("after its end");
    }
  }

  @Test
  void changedBytesAreRefusedOrMeanSomethingAndNothingElseHappens() {
    Random random = new Random(3);
    Some.Requests requests = new Some.Requests(3);
    Some.Log log = new Some.Log();
    int refused = 0;
    for (int i = 0; i < 60_000; i++) {
      Request request = requests.any();
      byte[] command = Commands.encode(new Command(7, request)).toArray();
      byte[] answer = Commands.encodeResponse(log.apply(request)).toArray();
      for (byte[] bytes : List.of(command, answer)) {
        for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
      }
      refused += outcome(() -> Commands.decode(Bytes.wrap(command)));
      refused += outcome(() -> Commands.decodeResponse(Bytes.wrap(answer)));
    }
    assertThat(refused).isBetween(10_000, 110_000);
  }

  @Test
  void noiseIsRefusedOrMeansSomething() {
    Random random = new Random(4);
    for (int i = 0; i < 100_000; i++) {
      byte[] noise = new byte[random.nextInt(40)];
      random.nextBytes(noise);
      if (noise.length > 0) {
        noise[0] = 1;
      }
      outcome(() -> Commands.decode(Bytes.wrap(noise)));
      outcome(() -> Commands.decodeResponse(Bytes.wrap(noise)));
    }
  }

  @Test
  void deepNestingIsRefusedBeforeTheStackIsUsedUp() {
    byte[] deep = new byte[300_000];
    deep[0] = 1;
    for (int i = 2; i < deep.length; i += 3) {
      deep[i] = 4;
      if (i + 2 < deep.length) {
        deep[i + 2] = 1;
      }
    }
    assertThatExceptionOfType(MalformedBytesException.class)
        .isThrownBy(() -> Commands.decode(Bytes.wrap(deep)))
        .withMessageContaining("deeper than 64");
  }

  @Test
  void anAnnouncedLengthIsCheckedBeforeAnythingIsMadeOfIt() {
    Bytes huge = Bytes.wrap(HexFormat.of().parseHex("01" + "00" + "01" + "ffffffff07"));
    assertThatExceptionOfType(MalformedBytesException.class)
        .isThrownBy(() -> Commands.decode(huge))
        .withMessageContaining("announces 2147483647");
    Bytes endless = Bytes.wrap(HexFormat.of().parseHex("01" + "ffffffffffffffffffff01"));
    assertThatExceptionOfType(MalformedBytesException.class)
        .isThrownBy(() -> Commands.decode(endless))
        .withMessageContaining("more than 64 bits");
  }

  @Test
  void anotherFormatIsRefusedByName() {
    assertThatExceptionOfType(MalformedBytesException.class)
        .isThrownBy(() -> Commands.decode(Bytes.wrap(new byte[] {2, 0, 1})))
        .withMessageContaining("format 2, not 1");
  }

  @Test
  void aDecodedCommandSharesTheProposal() {
    Bytes encoded = Commands.encode(Some.put("key", "value"), StoreLimits.STANDARD);
    PutRequest put = (PutRequest) Commands.decode(encoded).request();
    assertThat(put.value().sharedArray()).isSameAs(encoded.sharedArray());
  }

  /** 1 if refused, 0 if understood; anything but a clean refusal fails the test. */
  private static int outcome(Runnable decode) {
    try {
      decode.run();
      return 0;
    } catch (MalformedBytesException refused) {
      return 1;
    }
  }
}
