package dev.balsa.lab.guide;

import dev.balsa.lab.process.Cluster;
import dev.balsa.lab.screen.Controls;
import dev.balsa.lab.screen.Pictures;
import dev.balsa.lab.screen.SixAreas;
import dev.balsa.lab.screen.Terminal;
import dev.balsa.lab.script.Folder;
import dev.balsa.lab.script.Plan;
import dev.balsa.lab.script.Report;
import dev.balsa.lab.script.Stage;
import dev.balsa.lab.script.Starts;
import dev.balsa.lab.script.ThreeNodes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Leads a person through steps 2a to 2c on a terminal. One thread draws and takes keys, another one
 * acts.
 */
public final class GuidedRun {
  private static final String WAITING = " Space next   f files or console   q stop all and leave";
  private static final String ACTING =
      " ... please watch ...   f files or console   q stop all and leave";
  private static final String STUCK = " f files or console   q stop all and leave";

  /** What is done when a key is pressed. */
  private interface Action {
    void act() throws IOException, InterruptedException;
  }

  /** A step and what it does. */
  private record Scene(Guide.Step step, Action action) {}

  private final Stage stage;
  private final Report report;
  private final List<Scene> scenes;
  private int position;
  private @Nullable Thread acting;
  private volatile @Nullable String trouble;
  private volatile long old;

  private GuidedRun(Stage stage, Report report) {
    this.stage = stage;
    this.report = report;
    Starts starts = new Starts(stage, report);
    ThreeNodes three = new ThreeNodes(stage, report);
    this.scenes =
        List.of(
            new Scene(Guide.WELCOME, starts::oneAlone),
            new Scene(
                Guide.ALONE,
                () -> {
                  starts.majority();
                  three.firstValue();
                }),
            new Scene(Guide.FIRST, () -> old = three.loseLeader(ThreeNodes.Ending.CTRL_C)),
            new Scene(Guide.LOST, () -> three.returnOf(old)),
            new Scene(Guide.RETURNED, () -> {}),
            new Scene(Guide.FREE, () -> {}));
  }

  /**
   * Leads through the steps until the person leaves, and stops all nodes.
   *
   * @return whether every check that was reached was met
   */
  public static boolean run(Plan plan, Report report) throws IOException, Cluster.BusyException {
    Folder.clear(plan.layout("", 3));
    try (Stage stage = Stage.set(plan, plan.layout("", 3), List.of());
        Terminal terminal = Terminal.open();
        Pictures pictures = new Pictures(stage)) {
      GuidedRun run = new GuidedRun(stage, report);
      Controls controls = new Controls(stage, pictures);
      for (char key = 0; key != 'q'; key = terminal.key()) {
        run.press(key, controls);
        terminal.show(run.areas(pictures, controls));
      }
      run.stop();
    }
    return report.failures() == 0;
  }

  private void press(char key, Controls controls) {
    boolean busy = acting != null && acting.isAlive();
    if (!busy && acting != null && trouble == null) {
      acting = null;
      position++;
    }
    boolean free = position == scenes.size() - 1;
    if (free) {
      controls.press(key);
    } else if (key == 'f') {
      controls.toggleFiles();
    } else if (!busy && trouble == null && (key == ' ' || key == '\n' || key == '\r')) {
      Action action = scenes.get(position).action();
      acting = Thread.ofPlatform().name("scene").daemon().start(() -> act(action));
    }
  }

  private void act(Action action) {
    try {
      action.act();
    } catch (IOException failed) {
      trouble = "This step did not work: " + failed.getMessage();
    } catch (InterruptedException leaving) {
      Thread.currentThread().interrupt();
    }
  }

  private SixAreas areas(Pictures pictures, Controls controls) {
    Guide.Step step = scenes.get(position).step();
    boolean busy = acting != null;
    boolean free = position == scenes.size() - 1;
    List<String> text = new ArrayList<>(busy ? step.during() : step.before());
    text.addAll(report.latest(2));
    String wrong = trouble;
    if (wrong != null) {
      text.add(wrong);
    } else if (pictures.advice() != null) {
      text.add(String.valueOf(pictures.advice()));
    }
    if (free && !controls.message().isEmpty()) {
      text.add("> " + controls.message());
    }
    String footer = free ? Controls.KEYS : wrong != null ? STUCK : busy ? ACTING : WAITING;
    return new SixAreas(
        " "
            + step.title()
            + "   ("
            + (position + 1)
            + " of "
            + scenes.size()
            + ")   "
            + stage.layout().folder(),
        text,
        pictures.latest(),
        free ? controls.selected() : 0,
        controls.showFiles(),
        footer);
  }

  private void stop() {
    if (acting != null) {
      acting.interrupt();
    }
  }
}
