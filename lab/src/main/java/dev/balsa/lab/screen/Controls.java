package dev.balsa.lab.screen;

import dev.balsa.lab.process.Cluster;
import dev.balsa.lab.script.Stage;
import java.io.IOException;

/** What keys do to the nodes of a stage. Used by one thread. */
public final class Controls {
  /** The keys, on one line. */
  public static final String KEYS =
      " 1-9 node  s start  c Ctrl-C  k kill -9  p pause  i cut  a all  f files  q quit";

  private final Stage stage;
  private final Pictures pictures;
  private long selected = 1;
  private boolean showFiles;
  private String message = "";

  /** Controls of a stage that is being looked at. */
  public Controls(Stage stage, Pictures pictures) {
    this.stage = stage;
    this.pictures = pictures;
  }

  /** The node that keys act on. */
  public long selected() {
    return selected;
  }

  /** Whether to show files instead of console logs. */
  public boolean showFiles() {
    return showFiles;
  }

  /** What the last key did. */
  public String message() {
    return message;
  }

  /** Shows files instead of console logs, or the other way round. */
  public void toggleFiles() {
    showFiles = !showFiles;
  }

  /** Does what a key stands for; what is not possible becomes the message. */
  public void press(char key) {
    try {
      if (key >= '1' && key <= '9' && key - '0' <= stage.layout().size()) {
        selected = (long) key - '0';
      } else {
        act(key);
      }
    } catch (IOException notPossible) {
      message = String.valueOf(notPossible.getMessage());
    }
  }

  private void act(char key) throws IOException {
    Cluster cluster = stage.cluster();
    switch (key) {
      case 'f' -> toggleFiles();
      case 'a' -> {
        cluster.startAll();
        said("All nodes are started.");
      }
      case 's' -> {
        cluster.start(selected);
        said("Node " + selected + " is started.");
      }
      case 'c' -> {
        cluster.living(selected).ctrlC();
        said("Ctrl-C for node " + selected + ".");
      }
      case 'k' -> {
        cluster.living(selected).kill();
        said("kill -9 for node " + selected + ".");
      }
      case 'p' -> pause(cluster);
      case 'i' -> {
        pictures.toggleIsolated(selected);
        said(
            "Node "
                + selected
                + (pictures.isIsolated(selected)
                    ? " is cut off from the others; i again heals."
                    : " can reach the others again."));
      }
      default -> {}
    }
  }

  private void pause(Cluster cluster) throws IOException {
    if (cluster.living(selected).paused()) {
      cluster.living(selected).resume();
      said("Node " + selected + " goes on.");
    } else {
      cluster.living(selected).pause();
      said("Node " + selected + " is frozen (SIGSTOP); p again lets it go on.");
    }
  }

  private void said(String text) {
    message = text;
    pictures.forgiveChanges();
  }
}
