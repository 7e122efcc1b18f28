package dev.balsa.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balsa.core.Bytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class MalformedSnapshotTest {
  private static final Bytes KEY = Some.bytes("key");
  private static final byte[] HEAD = "balsakv\1".getBytes(StandardCharsets.US_ASCII);

  private final Some.Log log = new Some.Log();

  @Test
  void oneThatEndsTooEarlyIsRefusedWhereverItEnds() throws IOException {
    byte[] whole = some();
    for (int length = 0; length < whole.length; length++) {
      expectRefused(Arrays.copyOf(whole, length), "ends in the middle", "at byte " + length);
    }
  }

  @Test
  void oneWithAnyByteChangedIsRefused() throws IOException {
    byte[] whole = some();
    for (int at = 0; at < whole.length; at++) {
      for (int change : new int[] {1, 2, 4, 8, 16, 32, 64, 128, 255}) {
        byte[] changed = whole.clone();
        changed[at] ^= (byte) change;
        expectRefused(changed, "the snapshot of the key-value store", "nothing of it was taken");
      }
    }
  }

  @Test
  void oneThatGoesOnIsRefused() throws IOException {
    byte[] whole = some();
    expectRefused(
        Arrays.copyOf(whole, whole.length + 1), "goes on after its end", "at byte " + whole.length);
  }

  @Test
  void anotherFormatIsRefusedByItsNumber() throws IOException {
    byte[] whole = some();
    whole[7] = 2;
    expectRefused(whole, "is of format 2", "reads format 1 only", "use the version that wrote it");
  }

  @Test
  void somethingElseIsRefused() throws IOException {
    expectRefused(
        "not a snapshot".getBytes(StandardCharsets.US_ASCII), "does not begin with \"balsakv\"");
  }

  @Test
  void aLengthBeyondTheLimitIsRefusedAndOneWithinItNeedsItsBytes() throws IOException {
    expectRefused(
        made(out -> head(out, 5, 9, 1).number(Snapshot.BYTES_MAX + 1L)),
        "has 67108881 for the length of a key, which is not 0 to 67108880",
        "at byte 15");
    expectRefused(
        made(out -> head(out, 5, 9, 1).number(Snapshot.BYTES_MAX)),
        "ends in the middle of a key, 67108875 bytes short");
    expectRefused(made(out -> head(out, 5, 9, 1).number(-1)), "has -1 for the length of a key");
  }

  @Test
  void theLongestValueACommandCanBringIsWrittenAndRead() throws IOException {
    Bytes longest = Bytes.wrap(new byte[64 << 20]);
    Store store = new Store();
    store.apply(log.entry(Commands.encode(new Command(1L << 30, PutRequest.of(KEY, longest)))));
    Store other = new Store();
    other.restore(new ByteArrayInputStream(SnapshotTest.written(store.freeze())));
    assertThat(other.stateHash()).isEqualTo(store.stateHash());
  }

  @Test
  void aNumberOfPairsBeyondTheLimitIsRefusedAndOneWithinItNeedsItsPairs() throws IOException {
    expectRefused(made(out -> head(out, 5, 9, 1L << 31)), "has 2147483648 for the number of pairs");
    expectRefused(made(out -> head(out, 5, 9, Snapshot.PAIRS_MAX)), "at byte");
  }

  @Test
  void numbersThatNoStoreHasAreRefused() throws IOException {
    expectRefused(made(out -> head(out, -1, 9, 0)), "has -1 for the applied index");
    expectRefused(made(out -> head(out, 5, 0, 0)), "has 0 for the revision");
    expectRefused(made(out -> pair(head(out, 5, 9, 1), "a", 1, 3, 1)), "a create revision");
    expectRefused(made(out -> pair(head(out, 5, 9, 1), "a", 4, 3, 1)), "a mod revision");
    expectRefused(made(out -> pair(head(out, 5, 9, 1), "a", 4, 10, 1)), "a mod revision");
    expectRefused(made(out -> pair(head(out, 5, 9, 1), "a", 4, 5, 0)), "a version");
    expectRefused(
        made(out -> {
          for (byte octet : HEAD) {
            out.octet(octet);
          }
          for (int i = 0; i < 10; i++) {
            out.octet(0xff);
          }
        }),
        "number of more than 64 bits");
  }

  @Test
  void keysInAnyOtherOrderAreRefused() throws IOException {
    expectRefused(
        made(out -> pair(pair(head(out, 5, 9, 2), "b", 2, 2, 1), "a", 3, 3, 1)),
        "has the key a after the key b");
    expectRefused(
        made(out -> pair(pair(head(out, 5, 9, 2), "b", 2, 2, 1), "b", 3, 3, 1)),
        "has the key b after the key b");
    expectRefused(made(out -> pair(head(out, 5, 9, 1), "", 2, 2, 1)), "has the key  after");
  }

  @Test
  void aStateThatIsNotTheOneItClaimsIsRefusedThoughItsBytesAreAsWritten() throws IOException {
    expectRefused(
        made(out -> pair(head(out, 5, 9, 1), "a", 2, 2, 1).number(4711)),
        "has the state hash 0000000000001267, but its pairs make ");
  }

  private byte[] some() throws IOException {
    log.apply(Some.put("a", "1"));
    log.apply(Some.put("key", "value"));
    log.apply(Some.put("a", "another"));
    log.apply(Some.put("zz", ""));
    return SnapshotTest.written(log.store.freeze());
  }

  /** Restores over a store that holds something, which must stay. */
  private static void expectRefused(byte[] bytes, String... why) {
    Some.Log before = new Some.Log();
    before.apply(Some.put("old", "1"));
    StoreView view = before.store.view();
    assertThatThrownBy(() -> before.store.restore(new ByteArrayInputStream(bytes)))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(why);
    assertThat(before.store.view()).isSameAs(view);
  }

  private static byte[] made(Consumer<ByteWriter> contents) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    SnapshotOutput out = new SnapshotOutput(bytes);
    contents.accept(out.buffer());
    out.end();
    return bytes.toByteArray();
  }

  private static ByteWriter head(ByteWriter out, long appliedIndex, long revision, long pairs) {
    for (byte octet : HEAD) {
      out.octet(octet);
    }
    out.number(appliedIndex);
    out.number(revision);
    out.number(pairs);
    return out;
  }

  private static ByteWriter pair(
      ByteWriter out, String key, long createRevision, long modRevision, long version) {
    out.bytes(Some.bytes(key));
    out.bytes(Some.bytes("v"));
    out.number(createRevision);
    out.number(modRevision);
    out.number(version);
    out.number(0);
    return out;
  }
}
