package dev.balsa.simulator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What one recorded disk may be found to hold after a crash at some point. */
final class CrashImages {
  /*
   * A killed process leaves all that it wrote, and of the step it died in any first part. A power cut
   * leaves what was synced, any sectors of what was not, and the names up to any change. If only a
   * few sectors are uncertain all subsets are made; of many, each alone, all but each, each prefix
   * and some by chance.
   */
  private static final int ALL_SUBSETS_OF = 6;
  private static final int SOME = 12;
  private static final int PARTS_OF_A_WRITE = 12;

  /** Takes an image; the files in it are its own. */
  interface Visitor {
    void visit(String how, Map<String, Inode> files);
  }

  private final Chance chance;
  private final Map<Inode, Inode> files = new HashMap<>();
  private final TreeMap<String, Inode> durableNames = new TreeMap<>();
  private final List<DiskStep> heldNames = new ArrayList<>();

  CrashImages(Chance chance) {
    this.chance = chance;
  }

  private Inode file(Inode recorded) {
    return files.computeIfAbsent(recorded, any -> new Inode());
  }

  /** The disk carries out one more step. */
  void carryOut(DiskStep step) {
    switch (step) {
      case DiskStep.Write write -> write(file(write.file), write.position, write.bytes);
      case DiskStep.Sync sync -> file(sync.file()).sync(null);
      case DiskStep.FailedSync failed ->
          throw new IllegalArgumentException("nothing fails here: " + failed);
      case DiskStep.Bind bind -> heldNames.add(bind);
      case DiskStep.Rename rename -> heldNames.add(rename);
      case DiskStep.SyncNames none -> {
        durableNames.putAll(names(heldNames.size()));
        durableNames.keySet().retainAll(names(heldNames.size()).keySet());
        heldNames.clear();
      }
    }
  }

  private static void write(Inode file, int position, byte[] bytes) {
    file.write(position, bytes);
    file.hold(position, bytes);
  }

  private Map<String, Inode> names(int changes) {
    TreeMap<String, Inode> names = new TreeMap<>(durableNames);
    for (DiskStep change : heldNames.subList(0, changes)) {
      if (change instanceof DiskStep.Rename rename) {
        names.remove(rename.from());
        names.put(rename.to(), file(rename.file()));
      } else if (change instanceof DiskStep.Bind bind) {
        names.remove(bind.name());
        if (bind.after() != null) {
          names.put(bind.name(), file(bind.after()));
        }
      }
    }
    return names;
  }

  /** Shows everything that a crash before or in a step may leave. */
  void visitAll(@Nullable DiskStep next, Visitor visitor) {
    visitor.visit("killed", copies(names(heldNames.size())));
    if (next instanceof DiskStep.Write write) {
      int pieces = Math.min(PARTS_OF_A_WRITE, write.bytes.length);
      for (int piece = 1; piece < pieces; piece++) {
        int length = (int) ((long) write.bytes.length * piece / pieces) + chance.below(2);
        killedIn(write, Math.min(length, write.bytes.length), visitor);
      }
    }
    for (int kept = 0; kept <= heldNames.size(); kept++) {
      powerCuts(names(kept), visitor);
    }
  }

  private void killedIn(DiskStep.Write write, int length, Visitor visitor) {
    Map<String, Inode> names = names(heldNames.size());
    Map<String, Inode> image = copies(names);
    names.forEach((name, file) -> {
      if (file.equals(files.get(write.file))) {
        write(image.get(name), write.position, Arrays.copyOf(write.bytes, length));
      }
    });
    visitor.visit("killed after " + length + " bytes of a write", image);
  }

  private void powerCuts(Map<String, Inode> names, Visitor visitor) {
    int uncertain = uncertain(names);
    if (uncertain <= ALL_SUBSETS_OF) {
      for (int subset = 0; subset < 1 << uncertain; subset++) {
        int chosen = subset;
        powerCut(names, sector -> ((chosen >> sector) & 1) != 0, visitor);
      }
      return;
    }
    powerCut(names, sector -> false, visitor);
    powerCut(names, sector -> true, visitor);
    for (int i = 0; i < SOME; i++) {
      int one = chance.below(uncertain);
      powerCut(names, sector -> sector == one, visitor);
      powerCut(names, sector -> sector != one, visitor);
      powerCut(names, sector -> sector < one, visitor);
      Chance lot = new Chance(chance.next());
      powerCut(names, sector -> lot.below(2) == 0, visitor);
    }
  }

  /** Whether a sector survives; those of all files are counted together. */
  private interface Kept {
    boolean includes(int sector);
  }

  /** A file that has no name that counts is removed unread, so its sectors are not looked at. */
  private static boolean counts(String name) {
    return name.endsWith(".segment");
  }

  private static int uncertain(Map<String, Inode> names) {
    int sum = 0;
    for (Map.Entry<String, Inode> named : names.entrySet()) {
      if (counts(named.getKey())) {
        sum += Arrays.stream(named.getValue().unsyncedSectors()).sum();
      }
    }
    return sum;
  }

  private static void powerCut(Map<String, Inode> names, Kept kept, Visitor visitor) {
    Map<String, Inode> image = copies(names);
    int[] sectors = {0};
    image.forEach((name, file) -> {
      file.tear((write, sector) -> counts(name) && kept.includes(sectors[0]++));
      file.forgetUnsynced();
    });
    visitor.visit("lost power", image);
  }

  private static Map<String, Inode> copies(Map<String, Inode> names) {
    Map<String, Inode> copies = new TreeMap<>();
    names.forEach((name, file) -> copies.put(name, file.copy()));
    return copies;
  }
}
