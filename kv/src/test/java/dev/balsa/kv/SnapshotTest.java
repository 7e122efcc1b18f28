package dev.balsa.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balsa.core.Bytes;
import dev.balsa.core.Entry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code -Dbalsa.snapshot.keys=N} takes a store of as many keys and prints what it costs. */
class SnapshotTest {
  private static final RangeRequest EVERYTHING =
      RangeRequest.range(KeyRange.NO_END, KeyRange.NO_END);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void aRestoredStoreGoesOnAsTheOneItCameFrom(long seed) throws IOException {
    Some.Requests requests = new Some.Requests(seed);
    for (int life = 0; life < 10; life++) {
      Some.Log log = new Some.Log();
      for (int i = 0; i < life * 40; i++) {
        log.apply(requests.any());
      }
      Store restored = restored(written(log.store.freeze()));
      expectSame(restored, log.store);
      for (int i = 0; i < 100; i++) {
        Request request = requests.any();
        Entry entry = log.entry(Commands.encode(new Command(1 << 20, request)));
        assertThat(restored.apply(entry))
            .as("seed %d life %d: %s", seed, life, request)
            .isEqualTo(log.store.apply(entry));
        assertThat(restored.stateHash()).isEqualTo(log.store.stateHash());
      }
      expectSame(restored, log.store);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {7, 8})
  void treesThatGrewAndTreesThatWereBuiltGoOnAlike(long seed) throws IOException {
    Some.Log log = new Some.Log();
    fill(log, 3_000);
    Store restored = restored(written(log.store.freeze()));
    expectSame(restored, log.store);
    Random random = new Random(seed);
    for (int i = 0; i < 6_000; i++) {
      String key = "key%05d".formatted(random.nextInt(3_500));
      Request request =
          random.nextInt(3) == 0 ? Some.put(key, "again " + i) : Some.delete(key, key + "~");
      Entry entry = log.entry(Commands.encode(request, StoreLimits.STANDARD));
      assertThat(restored.apply(entry)).isEqualTo(log.store.apply(entry));
      assertThat(restored.stateHash()).isEqualTo(log.store.stateHash());
      if (i % 200 == 0) {
        TreeTest.checkShape(restored.view().tree());
        RangeRequest last = Some.range(key, "key%05d".formatted(random.nextInt(3_500)));
        assertThat(restored.range(last)).isEqualTo(log.store.range(last));
      }
    }
    expectSame(restored, log.store);
  }

  @Test
  void theSameStateGivesTheSameBytesWhateverItsPast() throws IOException {
    Some.Log log = new Some.Log();
    fill(log, 2_000);
    byte[] first = written(log.store.freeze());
    assertThat(written(log.store.freeze())).isEqualTo(first);
    assertThat(written(restored(first).freeze())).isEqualTo(first);
  }

  @Test
  void theFormatStaysAsItIs() throws IOException {
    Some.Log log = new Some.Log();
    log.apply(Some.put("a", "1"));
    log.apply(Some.put("b", ""));
    log.apply(Some.put("a", "23"));
    assertThat(HexFormat.of().formatHex(written(log.store.freeze())))
        .startsWith(
            "62616c73616b7601" + "030402" + "0161023233" + "02040200" + "016200" + "03030100")
        .hasSize(2 * (8 + 3 + 9 + 7 + 10 + 5));
  }

  @Test
  void everythingThatAStoreReplacesIsGone() throws IOException {
    Some.Log log = new Some.Log();
    fill(log, 50);
    Store other = new Store();
    other.restore(new ByteArrayInputStream(written(log.store.freeze())));
    other.restore(new ByteArrayInputStream(written(new Store().freeze())));
    expectSame(other, new Store());
  }

  @Test
  void aStateThatIsFrozenDoesNotChangeWhileItIsWritten() throws IOException {
    Some.Log log = new Some.Log();
    fill(log, 5_000);
    StoreView frozen = log.store.freeze();
    byte[] before = written(frozen);
    List<KeyValue> contents = frozen.range(EVERYTHING).kvs();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    frozen.writeTo(
        new OutputStream() {
          @Override
          public void write(int b) {
            throw new AssertionError("one byte at a time");
          }

          @Override
          public void write(byte[] array, int offset, int length) {
            bytes.write(array, offset, length);
            log.apply(Some.put("key%05d".formatted(bytes.size() % 5_000), "later"));
            log.apply(Some.delete("key01000", "key02000"));
          }
        });
    assertThat(log.store.appliedIndex()).isGreaterThan(frozen.appliedIndex() + 4);
    assertThat(bytes.toByteArray()).isEqualTo(before);
    assertThat(frozen.range(EVERYTHING).kvs()).isEqualTo(contents);
  }

  @Test
  void itIsWrittenInPiecesAndReadInPiecesOfAnySize() throws IOException {
    Some.Log log = new Some.Log();
    fill(log, 10_000);
    log.apply(PutRequest.of(Some.bytes("large"), Bytes.wrap(new byte[1_000_000])));
    List<Integer> pieces = new ArrayList<>();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    log.store
        .freeze()
        .writeTo(
            new OutputStream() {
              @Override
              public void write(int b) {
                throw new AssertionError("one byte at a time");
              }

              @Override
              public void write(byte[] array, int offset, int length) {
                pieces.add(length);
                bytes.write(array, offset, length);
              }
            });
    int most = SnapshotOutput.BUFFER_BYTES + 200;
    assertThat(pieces).filteredOn(length -> length > most).hasSize(1);
    assertThat(pieces).allMatch(length -> length < most + 1_000_000);
    Store restored = new Store();
    restored.restore(
        new FilterInputStream(new ByteArrayInputStream(bytes.toByteArray())) {
          private int turn;

          @Override
          public int read(byte[] array, int offset, int length) throws IOException {
            return super.read(array, offset, Math.min(length, 1 + turn++ % 7 * 500));
          }
        });
    expectSame(restored, log.store);
  }

  @Test
  void aStreamThatFailsIsReportedAsItFailed() throws IOException {
    Some.Log log = new Some.Log();
    fill(log, 3_000);
    IOException broken = new IOException("broken");
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw broken;
          }
        };
    assertThatThrownBy(() -> log.store.freeze().writeTo(full)).isSameAs(broken);
    byte[] half = Arrays.copyOf(written(log.store.freeze()), 30_000);
    InputStream torn =
        new SequenceInputStream(
            new ByteArrayInputStream(half),
            new InputStream() {
              @Override
              public int read() throws IOException {
                throw broken;
              }

              @Override
              public int read(byte[] array, int offset, int length) throws IOException {
                throw broken;
              }
            });
    StoreView before = log.store.view();
    assertThatThrownBy(() -> log.store.restore(torn)).isSameAs(broken);
    assertThat(log.store.view()).isSameAs(before);
  }

  @Test
  void aLargeStoreComesBackAsItWas() throws IOException {
    int keys = Integer.getInteger("balsa.snapshot.keys", 20_000);
    Some.Log log = new Some.Log();
    fill(log, keys);
    LongUnaryOperator millisSince = start -> (System.nanoTime() - start) / 1_000_000;
    long start = System.nanoTime();
    byte[] bytes = written(log.store.freeze());
    long writeMillis = millisSince.applyAsLong(start);
    start = System.nanoTime();
    Store restored = restored(bytes);
    long restoreMillis = millisSince.applyAsLong(start);
    if (System.getProperty("balsa.snapshot.keys") != null) {
      System.out.printf(
          "snapshot of %,d keys: %,d bytes, written to memory in %.2f s, restored in %.2f s%n",
          keys, bytes.length, writeMillis / 1e3, restoreMillis / 1e3);
    }
    assertThat(restored.keyCount()).isEqualTo(keys);
    assertThat(restored.stateHash()).isEqualTo(log.store.stateHash());
    TreeTest.checkShape(restored.view().tree());
  }

  private static void fill(Some.Log log, int keys) {
    for (int i = 0; i < keys; i++) {
      // In an order that is neither sorted nor random, and each key once if 7919 does not divide.
      int number = (int) (i * 7_919L % keys);
      log.apply(Some.put("key%05d".formatted(number), "a value of some thirty bytes " + i));
    }
  }

  static byte[] written(StoreView view) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    view.writeTo(bytes);
    return bytes.toByteArray();
  }

  private static Store restored(byte[] bytes) throws IOException {
    Store store = new Store();
    store.restore(new ByteArrayInputStream(bytes));
    return store;
  }

  private static void expectSame(Store restored, Store original) {
    assertThat(restored.stateHash()).isEqualTo(original.stateHash());
    assertThat(restored.view().hash()).isEqualTo(original.view().hash());
    assertThat(restored.appliedIndex()).isEqualTo(original.appliedIndex());
    assertThat(restored.revision()).isEqualTo(original.revision());
    assertThat(restored.sizeBytes()).isEqualTo(original.sizeBytes());
    assertThat(restored.keyCount()).isEqualTo(original.keyCount());
    assertThat(restored.range(EVERYTHING)).isEqualTo(original.range(EVERYTHING));
    TreeTest.checkShape(restored.view().tree());
  }
}
