package dev.balsa.lab.mirror;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The words in which a node tells what happens, and the files it writes them to. */
public enum Vocabulary {
  /** One file, {@code nodeK_CUSTOMLOG.log}. */
  STANDARD {
    @Override
    public List<Path> files(Layout layout, long node) {
      return List.of(layout.customLog(node));
    }

    @Override
    List<Line> leader(@Nullable String address, long leader, boolean first) {
      return List.of(new Line(0, "Leader is now: " + (address == null ? "None" : address)));
    }

    @Override
    List<Line> done(String variable) {
      return List.of(
          new Line(0, "Done writing " + variable),
          new Line(0, "Check the .log and .state_machine files!"));
    }
  },

  /**
   * The edition of 2021: addresses in {@code task2_nodeK.txt}, node numbers in {@code
   * task3_nodeK.txt}.
   */
  EDITION_2021 {
    @Override
    public List<Path> files(Layout layout, long node) {
      return List.of(
          layout.folder().resolve("task2_node" + node + ".txt"),
          layout.folder().resolve("task3_node" + node + ".txt"));
    }

    @Override
    List<Line> leader(@Nullable String address, long leader, boolean first) {
      List<Line> lines = new ArrayList<>();
      lines.add(new Line(0, "LEADER => " + (address == null ? "None" : address)));
      if (address != null) {
        lines.add(new Line(1, first ? "LEADER -> " + leader : "LEADER IS NOW NODE " + leader));
      }
      return lines;
    }

    @Override
    List<Line> done(String variable) {
      return List.of(new Line(0, "done writing " + variable), new Line(1, "done writing data"));
    }
  };

  /**
   * A line and where it goes.
   *
   * @param file position in {@link #files}
   */
  record Line(int file, String text) {}

  /** The files of a node; the first one also takes warnings. */
  public abstract List<Path> files(Layout layout, long node);

  /**
   * What is written when a node's knowledge of the leader changes.
   *
   * @param address of the leader, or null if there is none
   * @param leader its number, or 0
   * @param first whether it is the first leader since this node started
   */
  abstract List<Line> leader(@Nullable String address, long leader, boolean first);

  /** What is written when the demo client's write is committed and applied. */
  abstract List<Line> done(String variable);

  /**
   * The vocabulary with a name as on the command line: {@code standard} or {@code 2021}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Vocabulary named(String name) {
    return switch (name) {
      case "standard" -> STANDARD;
      case "2021" -> EDITION_2021;
      default ->
          throw new IllegalArgumentException(
              "unknown edition '" + name + "'; there are: standard, 2021");
    };
  }

  /** The name of this vocabulary on the command line. */
  public String label() {
    return this == STANDARD ? "standard" : "2021";
  }
}
