package dev.balsa.node;

import dev.balsa.core.Bytes;
import dev.balsa.core.Entry;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * A state machine and, beside it, a hash chained over every command and its answer, so that members
 * whose machines do different things notice it. For the applier thread.
 */
final class HashedMachine implements StateMachine {
  /*
   * The hash at an index covers all commands up to it. Entries that are no commands do not come by
   * here, so what holds at a multiple of "every" is known when the first command after it comes;
   * lastIndex, the index of the last command, tells whether that one is the first. Both numbers go
   * in front of the machine's own state in a snapshot, so that the chain survives a restart.
   */
  private static final long MAGIC = 0x42414c5341485348L;
  private static final long SPREAD = 0x9e3779b97f4a7c15L;
  private static final long STIR = 0xd6e8feb86659fd93L;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final StateMachine machine;
  private final int every;
  private final StateHashes hashes;
  private long hash;
  private long lastIndex;

  /**
   * Wraps a machine.
   *
   * @param every entries between two hashes that are kept
   * @param hashes takes them
   */
  HashedMachine(StateMachine machine, int every, StateHashes hashes) {
    this.machine = machine;
    this.every = every;
    this.hashes = hashes;
  }

  @Override
  public Bytes apply(Entry entry) {
    long boundary = (entry.index() - 1) / every * every;
    if (boundary > 0 && lastIndex <= boundary) {
      hashes.add(new StateHash(boundary, hash));
    }
    Bytes result = machine.apply(entry);
    hash = mixed(mixed(mixed(hash, entry.index()), entry.payload()), result);
    lastIndex = entry.index();
    return result;
  }

  private static long mixed(long before, Bytes bytes) {
    byte[] array = bytes.sharedArray();
    int at = bytes.sharedOffset();
    int end = at + bytes.length();
    long mixed = mixed(before, bytes.length());
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      mixed = mixed(mixed, (long) LONGS.get(array, at));
    }
    long rest = 0;
    for (; at < end; at++) {
      rest = rest << Byte.SIZE | (array[at] & 0xff);
    }
    return mixed(mixed, rest);
  }

  private static long mixed(long before, long value) {
    long both = (before ^ value * SPREAD) * STIR;
    return both ^ both >>> 32;
  }

  @Override
  public @Nullable FrozenState freeze() {
    FrozenState state = machine.freeze();
    if (state == null) {
      return null;
    }
    long frozenHash = hash;
    long frozenIndex = lastIndex;
    return out -> {
      DataOutputStream head = new DataOutputStream(out);
      head.writeLong(MAGIC);
      head.writeLong(frozenIndex);
      head.writeLong(frozenHash);
      head.flush();
      state.writeTo(out);
    };
  }

  @Override
  public void restore(InputStream snapshot) throws IOException {
    DataInputStream head = new DataInputStream(snapshot);
    if (head.readLong() != MAGIC) {
      throw new IOException("the snapshot does not begin with a state hash");
    }
    long restoredIndex = head.readLong();
    long restoredHash = head.readLong();
    machine.restore(snapshot);
    lastIndex = restoredIndex;
    hash = restoredHash;
    hashes.clear();
  }
}
