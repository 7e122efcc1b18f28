package dev.balsa.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balsa.core.Bytes;
import dev.balsa.core.Entry;
import dev.balsa.core.EntryKind;
import dev.balsa.core.Message;
import dev.balsa.core.Message.AppendEntries;
import dev.balsa.core.Refusal;
import dev.balsa.node.PeerMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MessageCodecTest {
  static byte[] encode(PeerMessage message) {
    ByteBuf out = Unpooled.directBuffer();
    try {
      MessageCodec.encode(message, out);
      byte[] bytes = new byte[out.readableBytes()];
      out.readBytes(bytes);
      return bytes;
    } finally {
      out.release();
    }
  }

  @Test
  void everyKindComesBackAsItWent() throws WireFormatException {
    for (int kind = 0; kind < RandomMessages.KINDS; kind++) {
      for (long seed = 0; seed < 300; seed++) {
        PeerMessage message = new RandomMessages(seed).of(kind);
        byte[] bytes = encode(message);
        assertThat(MessageCodec.decode(bytes)).as("kind %d seed %d", kind, seed).isEqualTo(message);
        assertThat(MessageCodec.measure(message))
            .as("kind %d seed %d", kind, seed)
            .isEqualTo(bytes.length);
      }
    }
  }

  @Test
  void theGeneratorLeavesNoKindOut() {
    Set<Class<?>> drawn = new HashSet<>();
    for (int kind = 0; kind < RandomMessages.KINDS; kind++) {
      PeerMessage message = new RandomMessages(1).of(kind);
      drawn.add(
          message instanceof PeerMessage.Consensus consensus
              ? consensus.message().getClass()
              : message.getClass());
    }
    Set<Class<?>> all = new HashSet<>(List.of(Message.class.getPermittedSubclasses()));
    all.addAll(List.of(PeerMessage.class.getPermittedSubclasses()));
    all.remove(PeerMessage.Consensus.class);
    assertThat(drawn).isEqualTo(all);
  }

  @Test
  void payloadsArePartsOfOneArray() throws WireFormatException {
    List<Entry> entries =
        List.of(
            new Entry(8, 2, EntryKind.COMMAND, Bytes.utf8("one")),
            new Entry(9, 2, EntryKind.COMMAND, Bytes.utf8("two")));
    PeerMessage message =
        new PeerMessage.Consensus(new AppendEntries(1, 2, 2, 7, 1, entries, 6, 3));
    byte[] body = encode(message);
    AppendEntries decoded =
        (AppendEntries) ((PeerMessage.Consensus) MessageCodec.decode(body)).message();
    assertThat(decoded.entries().get(0).payload().sharedArray()).isSameAs(body);
    assertThat(decoded.entries().get(1).payload().sharedArray()).isSameAs(body);
  }

  @Test
  void theBytesOfAMessageStayWhatTheyAre() {
    PeerMessage vote = new PeerMessage.Consensus(new Message.RequestVote(1, 2, 3, 4, 5));
    assertThat(encode(vote))
        .asHexString()
        .isEqualTo(
            "03"
                + "0000000000000001"
                + "0000000000000002"
                + "0000000000000003"
                + "0000000000000004"
                + "0000000000000005"
                + "00");
    PeerMessage append =
        new PeerMessage.Consensus(
            new AppendEntries(
                1, 2, 8, 4, 5, List.of(new Entry(5, 8, EntryKind.COMMAND, Bytes.utf8("A"))), 6, 7));
    assertThat(encode(append))
        .asHexString()
        .isEqualTo(
            "05"
                + "0000000000000001"
                + "0000000000000002"
                + "0000000000000008"
                + "0000000000000004"
                + "0000000000000005"
                + "0000000000000006"
                + "0000000000000007"
                + "00000001"
                + "0000000000000008"
                + "01"
                + "00000001"
                + "41");
    assertThat(encode(new PeerMessage.ForwardedReadResponse(-1, Refusal.OVERLOADED, 0, 2)))
        .asHexString()
        .isEqualTo("23" + "FFFFFFFFFFFFFFFF" + "04" + "0000000000000000" + "0000000000000002");
  }

  @Test
  void whatIsWrongIsNamed() {
    refused(
        "05"
            + "0000000000000001"
            + "0000000000000002"
            + "0000000000000008"
            + "0000000000000004"
            + "0000000000000005"
            + "0000000000000006"
            + "0000000000000007"
            + "00000001"
            + "0000000000000008"
            + "02"
            + "00000001"
            + "07",
        "a configuration has format version 7, and this version reads 1");
    refused("", "message kind needs 1 bytes at 0 of a body of 0; 0 are left");
    refused("63", "message kind 99 is unknown to this version");
    refused("22" + "0102", "id needs 8 bytes at 1 of a body of 3; 2 are left");
    refused(
        "22" + "0000000000000001" + "00" + "00",
        "ForwardedRead ends at 10, but its body has 11 bytes");
    refused("04" + "0000000000000000", "from is 0; member ids are positive");
    refused(
        "04" + "0000000000000001" + "0000000000000002" + "FFFFFFFFFFFFFFFF",
        "term is -1; it cannot be negative");
    refused(
        "04" + "0000000000000001" + "0000000000000002" + "0000000000000001" + "02",
        "granted is 2; it must be 0 or 1");
    refused(
        "20" + "0000000000000001" + "7FFFFFFF" + "00000000",
        "commands announces 2147483647 elements of at least 4 bytes; 4 bytes are left");
    refused(
        "20" + "0000000000000001" + "FFFFFFFF", "commands is 4294967295; the most is 2147483647");
    refused("23" + "0000000000000001" + "63", "refusal 99 is unknown to this version");
    refused("06" + "0000000000000001".repeat(4) + "04", "flags 4 are unknown to this version");
    refused(
        "27" + "0000000000000002".repeat(2) + "01" + "0000000000000007" + "00000000",
        "states cannot differ behind 2 up to 2 among {}");
    String append = "05" + "0000000000000001".repeat(3);
    refused(
        append + "7FFFFFFFFFFFFFFF" + "0000000000000001".repeat(3) + "00000001" + "00".repeat(13),
        "prevLogIndex 9223372036854775807 leaves no index for 1 entries");
    refused(
        append + "0000000000000001".repeat(4) + "00000001" + "0000000000000001" + "63" + "00000000",
        "entry kind 99 is unknown to this version");
    refused(
        append + "0000000000000001" + "0000000000000000".repeat(3) + "00000000",
        "no log has term 0 at index 1 in term 1");
  }

  private static void refused(String hex, String text) {
    assertThatThrownBy(() -> MessageCodec.decode(java.util.HexFormat.of().parseHex(hex)))
        .isInstanceOf(WireFormatException.class)
        .hasMessage(text);
  }
}
