package dev.balsa.log.faults;

import dev.balsa.core.Bytes;
import dev.balsa.log.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * A disk in memory that knows what of it is durable, tells of every operation, and can be copied at
 * any point as a killed process or a power cut would leave it.
 */
public final class MemoryDisk implements Disk {
  private static final int SECTOR_BYTES = 512;

  /** Hears of each operation before it is done. */
  public interface Listener {
    /** May make the operation fail by throwing. */
    void before(Operation operation) throws IOException;
  }

  private record Unsynced(int position, Bytes bytes) {}

  private record Renaming(String from, String to, int file) {}

  private static final class Inode {
    private byte[] cached = new byte[0];
    private byte[] durable = new byte[0];
    private final List<Unsynced> unsynced = new ArrayList<>();

    private Inode copy() {
      Inode copy = new Inode();
      copy.cached = cached.clone();
      copy.durable = durable.clone();
      copy.unsynced.addAll(unsynced);
      return copy;
    }

    private void write(int position, Bytes bytes) {
      cached = written(cached, position, bytes);
      unsynced.add(new Unsynced(position, bytes));
    }

    private void sync() {
      for (Unsynced write : unsynced) {
        durable = written(durable, write.position(), write.bytes());
      }
      unsynced.clear();
    }

    private Inode cut(Fate fate) {
      Inode left = new Inode();
      byte[] bytes = durable;
      for (int i = 0; i < unsynced.size(); i++) {
        Unsynced write = unsynced.get(i);
        int first = write.position() / SECTOR_BYTES;
        int last = (write.position() + write.bytes().length() - 1) / SECTOR_BYTES;
        for (int sector = first; sector <= last && write.bytes().length() > 0; sector++) {
          if (fate.keeps(i, sector - first, last - first + 1)) {
            int from = Math.max(write.position(), sector * SECTOR_BYTES);
            int to =
                Math.min(write.position() + write.bytes().length(), (sector + 1) * SECTOR_BYTES);
            bytes =
                written(
                    bytes,
                    from,
                    write.bytes().slice(from - write.position(), to - write.position()));
          }
        }
      }
      left.durable = bytes.clone();
      left.cached = bytes.clone();
      return left;
    }

    private static byte[] written(byte[] old, int position, Bytes bytes) {
      byte[] result = Arrays.copyOf(old, Math.max(old.length, position + bytes.length()));
      System.arraycopy(bytes.sharedArray(), bytes.sharedOffset(), result, position, bytes.length());
      return result;
    }
  }

  private final Map<Integer, Inode> inodes = new HashMap<>();
  private final TreeMap<String, Integer> names = new TreeMap<>();
  private final TreeMap<String, Integer> durableNames = new TreeMap<>();
  private final List<Renaming> changes = new ArrayList<>();
  private int nextInode = 1;
  private Listener listener = operation -> {};

  /** From now on someone hears of every operation; copies have no listener. */
  public void listen(Listener newListener) {
    listener = newListener;
  }

  /**
   * The same disk as another process finds it after this one was killed: nothing is lost, nothing
   * is durable by that.
   */
  public MemoryDisk copy() {
    MemoryDisk copy = new MemoryDisk();
    copyInodes(copy, Inode::copy);
    copy.names.putAll(names);
    copy.durableNames.putAll(durableNames);
    copy.changes.addAll(changes);
    copy.nextInode = nextInode;
    return copy;
  }

  /** What is left of it after a power cut. */
  public MemoryDisk powerCut(Fate fate) {
    MemoryDisk left = new MemoryDisk();
    copyInodes(left, inode -> inode.cut(fate));
    left.names.putAll(durableNames);
    int kept = fate.namesKept(changes.size());
    for (Renaming change : changes.subList(0, kept)) {
      apply(left.names, change);
    }
    left.durableNames.putAll(left.names);
    left.nextInode = nextInode;
    return left;
  }

  /** Does an operation of another disk again; of a write only some bytes. */
  public void redo(Operation operation, int bytesOfWrite) throws IOException {
    switch (operation) {
      case Operation.Create create -> doCreate(create.name());
      case Operation.Write write -> {
        if (bytesOfWrite > 0) {
          Bytes bytes = write.bytes().slice(0, bytesOfWrite);
          inode(write.file()).write((int) write.position(), bytes);
        }
      }
      case Operation.Sync sync -> inode(sync.file()).sync();
      case Operation.Rename rename -> rename(rename.from(), rename.to());
      case Operation.Delete delete -> delete(delete.name());
      case Operation.SyncNames syncNames -> sync();
      default -> {}
    }
  }

  /** Does an operation of another disk again. */
  public void redo(Operation operation) throws IOException {
    redo(operation, operation instanceof Operation.Write write ? write.bytes().length() : 0);
  }

  /**
   * What a failed sync does to a file: the system shows the bytes, calls them clean, and the disk
   * never gets them.
   */
  public void forgetUnsynced(int file) {
    inode(file).unsynced.clear();
  }

  /** The bytes of a file, which may be changed: durably, and behind everybody's back. */
  public byte[] bytes(String name) {
    Inode inode = inode(names.get(name));
    inode.sync();
    inode.durable = inode.cached;
    return inode.cached;
  }

  /** Makes a file shorter or longer, durably. */
  public void resize(String name, int bytes) {
    Inode inode = inode(names.get(name));
    inode.sync();
    inode.cached = Arrays.copyOf(inode.cached, bytes);
    inode.durable = inode.cached;
  }

  /** Puts a file of another disk here under a name. */
  public void put(String name, byte[] bytes) {
    Inode inode = new Inode();
    inode.cached = bytes.clone();
    inode.durable = inode.cached;
    inodes.put(nextInode, inode);
    names.put(name, nextInode);
    durableNames.put(name, nextInode);
    nextInode++;
  }

  @Override
  public List<String> list() throws IOException {
    listener.before(new Operation.ListNames());
    return List.copyOf(names.keySet());
  }

  @Override
  public Disk.File create(String name) throws IOException {
    listener.before(new Operation.Create(nextInode, name));
    int id = doCreate(name);
    return new OpenFile(id, inode(id), true);
  }

  @Override
  public Disk.File open(String name) throws IOException {
    return open(name, false);
  }

  @Override
  public Disk.File openForWriting(String name) throws IOException {
    return open(name, true);
  }

  @Override
  public void rename(String from, String to) throws IOException {
    listener.before(new Operation.Rename(from, to));
    change(new Renaming(from, to, id(from)));
  }

  @Override
  public void delete(String name) throws IOException {
    listener.before(new Operation.Delete(name));
    change(new Renaming(name, "", id(name)));
  }

  @Override
  public void sync() throws IOException {
    listener.before(new Operation.SyncNames());
    durableNames.clear();
    durableNames.putAll(names);
    changes.clear();
  }

  /** Only files that still have a name, or may have it again. */
  private void copyInodes(MemoryDisk copy, UnaryOperator<Inode> how) {
    Set<Integer> named = new HashSet<>(names.values());
    named.addAll(durableNames.values());
    changes.forEach(change -> named.add(change.file()));
    named.forEach(id -> copy.inodes.put(id, how.apply(inode(id))));
  }

  private Disk.File open(String name, boolean writable) throws IOException {
    listener.before(new Operation.Open(name));
    int id = id(name);
    return new OpenFile(id, inode(id), writable);
  }

  private int doCreate(String name) throws IOException {
    if (names.containsKey(name)) {
      throw new FileAlreadyExistsException(name);
    }
    int id = nextInode++;
    inodes.put(id, new Inode());
    change(new Renaming("", name, id));
    return id;
  }

  private void change(Renaming change) {
    changes.add(change);
    apply(names, change);
  }

  private static void apply(Map<String, Integer> names, Renaming change) {
    names.remove(change.from());
    if (!change.to().isEmpty()) {
      names.put(change.to(), change.file());
    }
  }

  private int id(String name) throws NoSuchFileException {
    Integer id = names.get(name);
    if (id == null) {
      throw new NoSuchFileException(name);
    }
    return id;
  }

  private Inode inode(int id) {
    return inodes.get(id);
  }

  private final class OpenFile implements Disk.File {
    private final int id;
    private final Inode inode;
    private final boolean writable;
    private boolean open = true;

    private OpenFile(int id, Inode inode, boolean writable) {
      this.id = id;
      this.inode = inode;
      this.writable = writable;
    }

    @Override
    public long sizeBytes() throws IOException {
      refuseIfClosed();
      return inode.cached.length;
    }

    @Override
    public int read(long position, ByteBuffer into) throws IOException {
      refuseIfClosed();
      listener.before(new Operation.Read(id, position));
      int length = (int) Math.max(0, Math.min(into.remaining(), inode.cached.length - position));
      if (length > 0) {
        into.put(inode.cached, (int) position, length);
      }
      return length;
    }

    @Override
    public void write(long position, ByteBuffer from) throws IOException {
      refuseIfClosed();
      if (!writable) {
        throw new IOException("file " + id + " is open for reading only");
      }
      byte[] array = new byte[from.remaining()];
      from.get(array);
      Bytes bytes = Bytes.wrap(array);
      listener.before(new Operation.Write(id, position, bytes));
      inode.write((int) position, bytes);
    }

    @Override
    public void sync() throws IOException {
      refuseIfClosed();
      listener.before(new Operation.Sync(id));
      inode.sync();
    }

    @Override
    public void close() {
      open = false;
    }

    private void refuseIfClosed() throws IOException {
      if (!open) {
        throw new IOException("file " + id + " is closed");
      }
    }
  }
}
