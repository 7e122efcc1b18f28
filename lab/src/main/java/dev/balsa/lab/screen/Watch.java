package dev.balsa.lab.screen;

import dev.balsa.lab.script.Stage;
import java.io.IOException;
import java.util.List;

/** All nodes in one terminal, and keys to start, stop and break them. */
public final class Watch {
  private static final String HINT = "Press a to start all nodes, q to stop them and leave.";

  private Watch() {}

  /** Shows the nodes until somebody quits; the caller stops them. */
  public static void run(Stage stage) throws IOException {
    try (Terminal terminal = Terminal.open();
        Pictures pictures = new Pictures(stage)) {
      Controls controls = new Controls(stage, pictures);
      for (char key = 0; key != 'q'; key = terminal.key()) {
        controls.press(key);
        String advice = pictures.advice();
        String message = controls.message().isEmpty() ? HINT : controls.message();
        terminal.show(
            new SixAreas(
                " balsa lab watch   " + stage.layout().folder(),
                List.of(advice == null ? message : advice),
                pictures.latest(),
                controls.selected(),
                controls.showFiles(),
                Controls.KEYS));
      }
    }
  }
}
