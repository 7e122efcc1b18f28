package dev.balsa.simulator;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The names of the files of a {@link SimDisk}: as a process sees them, and for certain. */
final class Names {
  private final TreeMap<String, Inode> seen = new TreeMap<>();
  private final TreeMap<String, Inode> durable = new TreeMap<>();
  private final List<DiskStep> held = new ArrayList<>();

  /** As a process sees them. */
  Map<String, Inode> seen() {
    return seen;
  }

  /** The files that have a name for certain. */
  Collection<Inode> durableFiles() {
    return durable.values();
  }

  /** These names and no others, for certain. */
  void reset(Map<String, Inode> files) {
    held.clear();
    durable.clear();
    durable.putAll(files);
    forgetHeld();
  }

  /** Copies of all files as they are for certain. */
  Map<String, Inode> backup() {
    Map<String, Inode> copies = new TreeMap<>();
    durable.forEach((name, file) -> copies.put(name, file.durableCopy()));
    return copies;
  }

  /** A name means another file, or nothing, from now on. */
  DiskStep bind(String name, @Nullable Inode file) {
    DiskStep.Bind step = new DiskStep.Bind(name, seen.get(name), file);
    bind(seen, name, file);
    return step;
  }

  /** A file has another name from now on. */
  DiskStep rename(String from, String to, Inode file) {
    seen.remove(from);
    return new DiskStep.Rename(from, to, file, seen.put(to, file));
  }

  /** A change never happened. */
  void takeBack(DiskStep step) {
    if (step instanceof DiskStep.Bind bind) {
      bind(seen, bind.name(), bind.before());
    } else if (step instanceof DiskStep.Rename rename) {
      bind(seen, rename.to(), rename.replaced());
      seen.put(rename.from(), rename.file());
    }
  }

  /** The operating system holds a change. */
  void hold(DiskStep step) {
    held.add(step);
  }

  /** How many changes may not be durable. */
  int heldCount() {
    return held.size();
  }

  /** The first changes that are held are durable, and the others never will be. */
  void settle(int count) {
    for (DiskStep step : held.subList(0, count)) {
      if (step instanceof DiskStep.Bind bind) {
        bind(durable, bind.name(), bind.after());
      } else if (step instanceof DiskStep.Rename rename) {
        durable.remove(rename.from());
        durable.put(rename.to(), rename.file());
      }
    }
    held.clear();
  }

  /** A process sees what is certain and nothing else. */
  void forgetHeld() {
    seen.clear();
    seen.putAll(durable);
  }

  private static void bind(Map<String, Inode> table, String name, @Nullable Inode file) {
    if (file == null) {
      table.remove(name);
    } else {
      table.put(name, file);
    }
  }
}
