package dev.balsa.simulator;

import dev.balsa.log.Disk;
import dev.balsa.log.DiskFullException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A disk that keeps exactly what {@link Disk} promises and loses, tears and reorders the rest.
 *
 * <p>One process uses it at a time; {@link #kill} and {@link #cutPower} end that process.
 */
final class SimDisk implements Disk {
  /*
   * Time. A process asks many things in one turn, and the turn itself takes no time. So what was asked
   * since the last settle is in flight: the process sees its effect at once, but whether it happened
   * is only decided when the disk's time for it has passed (settle), or when the process dies in the
   * middle: then the steps after some point are undone, as if never asked. Nobody but the process
   * itself can have seen them, because its answers wait for the same moment.
   *
   * Three states of a byte: in flight, held by the operating system (survives the process), durable (survives the
   * machine).
   */
  static final int SECTOR_BYTES = 512;

  /** What the nemesis can have go wrong, once. */
  enum Fault {
    /** A read fails. */
    READ,
    /** A write fails, in part done. */
    WRITE,
    /** A sync fails; what it covered is lost in part, and never tried again. */
    SYNC
  }

  private final Chance chance;
  private final Names names = new Names();
  private final List<DiskStep> inFlight = new ArrayList<>();
  private @Nullable Fault armed;
  private @Nullable Rot rot;
  private @Nullable Consumer<DiskStep> listener;
  private long capacityBytes = Long.MAX_VALUE;
  private int life;

  SimDisk(Chance chance) {
    this.chance = chance;
  }

  /** A disk on which these files have these names for certain. */
  static SimDisk holding(Chance chance, Map<String, Inode> files) {
    SimDisk disk = new SimDisk(chance);
    disk.names.reset(files);
    return disk;
  }

  /** From now on somebody hears of each step just before it is carried out. */
  void listen(Consumer<DiskStep> newListener) {
    listener = newListener;
  }

  /** Remembers from now on what it needs to be damaged. */
  void mayRot() {
    rot = new Rot(chance.fork("rot"));
  }

  /**
   * Damages something that was synced.
   *
   * @return whether there was something of the wanted kind, and nothing in flight
   */
  boolean damage(Damage kind) {
    return rot != null && inFlight.isEmpty() && rot.strike(kind, names.durableFiles());
  }

  /** How it was damaged, or null. */
  @Nullable Damage damage() {
    return rot == null ? null : rot.done();
  }

  /** A copy of what is there for certain. */
  Map<String, Inode> backup() {
    return names.backup();
  }

  /** Other files take the place of all that is there; nobody uses the disk meanwhile. */
  void putBack(Map<String, Inode> files) {
    names.reset(files);
  }

  /** How many steps are in flight. */
  int stepsInFlight() {
    return inFlight.size();
  }

  /** How many syncs are in flight. */
  int syncsInFlight() {
    int count = 0;
    for (DiskStep step : inFlight) {
      if (!(step instanceof DiskStep.Write) && !(step instanceof DiskStep.Bind)) {
        count++;
      }
    }
    return count;
  }

  /** What was asked has happened. */
  void settle() {
    for (DiskStep step : inFlight) {
      carryOut(step);
    }
    inFlight.clear();
  }

  /** The process ends by itself, after everything it asked has happened. */
  void exit() {
    settle();
    life++;
    armed = null;
  }

  /** The process dies; what the operating system holds stays. */
  void kill() {
    int done = chance.below(inFlight.size() + 1);
    @Nullable DiskStep torn = done < inFlight.size() ? inFlight.get(done) : null;
    for (int i = inFlight.size() - 1; i >= done; i--) {
      takeBack(inFlight.get(i));
    }
    for (int i = 0; i < done; i++) {
      carryOut(inFlight.get(i));
    }
    inFlight.clear();
    if (torn instanceof DiskStep.Write write && write.bytes.length > 0) {
      byte[] part = Arrays.copyOf(write.bytes, chance.below(write.bytes.length + 1));
      write.file.write(write.position, part);
      carryOut(new DiskStep.Write(write.file, write.position, part, part, 0));
    }
    life++;
    armed = null;
  }

  /**
   * The machine loses power; only what is durable stays.
   *
   * @return whether a write was torn
   */
  boolean cutPower() {
    kill();
    names.settle(chance.below(names.heldCount() + 1));
    Inode.Survival survival = chance.pick(List.of(Inode.Survival.values()));
    boolean torn = false;
    for (Inode file : names.durableFiles()) {
      torn |= file.tear(chance, survival);
      file.forgetUnsynced();
    }
    names.forgetHeld();
    return torn;
  }

  /** The next thing of this kind fails. */
  void arm(Fault fault) {
    armed = fault;
  }

  /** Nothing is going to fail. */
  void disarm() {
    armed = null;
    capacityBytes = Long.MAX_VALUE;
  }

  /** There is no room for more than a little beyond what is there now. */
  void fill(int spareBytes) {
    capacityBytes = usedBytes() + spareBytes;
  }

  /** The files, by name, as a process would see them. */
  Map<String, Inode> files() {
    return names.seen();
  }

  @Override
  public long freeBytes() {
    return Math.max(0, capacityBytes - usedBytes());
  }

  /** Whether there can be no room; then what is used must be counted at each write. */
  private boolean isBounded() {
    return capacityBytes < Long.MAX_VALUE;
  }

  private long usedBytes() {
    long sum = 0;
    for (Inode file : names.seen().values()) {
      sum += file.sizeBytes();
    }
    return sum;
  }

  private void carryOut(DiskStep step) {
    if (listener != null) {
      listener.accept(step);
    }
    switch (step) {
      case DiskStep.Write write -> write.file.hold(write.position, write.bytes);
      case DiskStep.Sync sync -> {
        if (rot != null) {
          rot.syncing();
        }
        sync.file().sync(rot);
      }
      case DiskStep.FailedSync sync -> sync.file().tear(chance, Inode.Survival.SECTORS);
      case DiskStep.Bind bind -> names.hold(bind);
      case DiskStep.Rename rename -> names.hold(rename);
      case DiskStep.SyncNames none -> names.settle(names.heldCount());
    }
  }

  private void takeBack(DiskStep step) {
    switch (step) {
      case DiskStep.Write write ->
          write.file.takeBack(write.position, write.before, write.sizeBefore);
      case DiskStep.Bind bind -> names.takeBack(bind);
      case DiskStep.Rename rename -> names.takeBack(rename);
      case DiskStep.Sync none -> {}
      case DiskStep.FailedSync none -> {}
      case DiskStep.SyncNames none -> {}
    }
  }

  private boolean fails(Fault fault) {
    if (armed != fault) {
      return false;
    }
    armed = null;
    return true;
  }

  @Override
  public List<String> list() {
    return List.copyOf(names.seen().keySet());
  }

  @Override
  public File create(String name) throws IOException {
    if (names.seen().containsKey(name)) {
      throw new FileAlreadyExistsException(name);
    }
    if (isBounded() && usedBytes() >= capacityBytes) {
      throw new DiskFullException("no room for " + name);
    }
    Inode file = new Inode();
    inFlight.add(names.bind(name, file));
    return new OpenFile(file, true);
  }

  @Override
  public File open(String name) throws IOException {
    return new OpenFile(find(name), false);
  }

  @Override
  public File openForWriting(String name) throws IOException {
    return new OpenFile(find(name), true);
  }

  private Inode find(String name) throws NoSuchFileException {
    Inode file = names.seen().get(name);
    if (file == null) {
      throw new NoSuchFileException(name);
    }
    return file;
  }

  @Override
  public void rename(String from, String to) throws IOException {
    inFlight.add(names.rename(from, to, find(from)));
  }

  @Override
  public void delete(String name) throws IOException {
    find(name);
    inFlight.add(names.bind(name, null));
  }

  @Override
  public void sync() throws IOException {
    if (fails(Fault.SYNC)) {
      throw new InjectedException("the directory cannot be synced");
    }
    inFlight.add(new DiskStep.SyncNames());
  }

  /** A file in the hands of one process. */
  private final class OpenFile implements File {
    private final Inode file;
    private final boolean writable;
    private final int born = life;
    private boolean open = true;

    OpenFile(Inode file, boolean writable) {
      this.file = file;
      this.writable = writable;
    }

    private void checkOpen() throws IOException {
      if (!open || born != life) {
        throw new IOException("the file is closed");
      }
    }

    @Override
    public long sizeBytes() throws IOException {
      checkOpen();
      return file.sizeBytes();
    }

    @Override
    public int read(long position, ByteBuffer into) throws IOException {
      checkOpen();
      if (fails(Fault.READ)) {
        throw new InjectedException("the disk does not give the bytes at " + position);
      }
      int length = (int) Math.min(into.remaining(), Math.max(0, file.sizeBytes() - position));
      if (length > 0) {
        file.read((int) position, into, length);
      }
      return length;
    }

    @Override
    public void write(long position, ByteBuffer from) throws IOException {
      checkOpen();
      if (!writable) {
        throw new IOException("the file was opened for reading");
      }
      byte[] bytes = new byte[from.remaining()];
      from.get(bytes);
      boolean fault = fails(Fault.WRITE);
      int grows = (int) Math.max(0, position + bytes.length - file.sizeBytes());
      boolean full = grows > 0 && isBounded() && usedBytes() + grows > capacityBytes;
      if (fault || full) {
        write((int) position, Arrays.copyOf(bytes, chance.below(bytes.length + 1)));
      }
      if (fault) {
        throw new InjectedException("the disk does not take the bytes at " + position);
      }
      if (full) {
        throw new DiskFullException("no room for " + grows + " bytes");
      }
      write((int) position, bytes);
    }

    private void write(int position, byte[] bytes) {
      int size = file.sizeBytes();
      int end = Math.min(size, position + bytes.length);
      byte[] before = position < end ? file.seen(position, end) : new byte[0];
      inFlight.add(new DiskStep.Write(file, position, bytes, before, size));
      file.write(position, bytes);
    }

    @Override
    public void sync() throws IOException {
      checkOpen();
      if (fails(Fault.SYNC)) {
        inFlight.add(new DiskStep.FailedSync(file));
        throw new InjectedException("the disk does not say that it holds the file");
      }
      inFlight.add(new DiskStep.Sync(file));
    }

    @Override
    public void close() {
      open = false;
    }
  }
}
