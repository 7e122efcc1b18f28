package dev.balsa.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** Puts aside what a member has kept, so that it begins anew under another id. */
final class LostPast {
  /*
   * The mark comes first, and stays: whoever makes an identity beside it makes one of a successor.
   * The identity goes before the log, for a log without an identity is refused as often as it is
   * found, while an identity with a part of its log might be taken for a whole member. So this can
   * break off anywhere and be done again.
   */
  static final String MARK = "successor";
  private static final String FOLDER = "lost-";
  private static final String LOCK = "lock";

  private LostPast() {}

  /** Moves all but the lock into a new folder, and answers with that. */
  static Path setAside(Path directory) throws IOException {
    DirectoryLock lock = DirectoryLock.acquire(directory);
    try {
      return moveAll(directory);
    } finally {
      lock.close();
    }
  }

  private static Path moveAll(Path directory) throws IOException {
    FileDisk disk = FileDisk.at(directory.toRealPath());
    disk.createEmpty(MARK);
    disk.sync();
    Path folder = freeFolder(directory);
    Files.createDirectory(folder);
    disk.sync();
    List<String> names = new ArrayList<>(disk.list());
    names.removeIf(name -> name.equals(MARK) || name.equals(LOCK) || name.startsWith(FOLDER));
    names.sort((a, b) -> Boolean.compare(IdentityFile.isSlot(b), IdentityFile.isSlot(a)));
    for (String name : names) {
      Files.move(directory.resolve(name), folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
      if (IdentityFile.isSlot(name)) {
        disk.sync();
      }
    }
    FileDisk.at(folder).sync();
    disk.sync();
    return folder;
  }

  private static Path freeFolder(Path directory) {
    int number = 1;
    while (Files.exists(directory.resolve(FOLDER + number))) {
      number++;
    }
    return directory.resolve(FOLDER + number);
  }
}
