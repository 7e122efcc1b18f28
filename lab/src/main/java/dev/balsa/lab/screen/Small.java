package dev.balsa.lab.screen;

import java.util.ArrayList;
import java.util.List;

/** What is shown on a terminal that is too small for the areas. */
final class Small {
  private Small() {}

  /** The areas, or a request for a larger terminal. */
  static List<String> orElse(SixAreas areas, int columns, int rows) {
    if (columns >= SixAreas.COLUMNS_MIN && rows >= SixAreas.ROWS_MIN) {
      return areas.draw(columns, rows);
    }
    List<String> lines =
        new ArrayList<>(
            Text.wrap(
                "Please make this window at least "
                    + SixAreas.COLUMNS_MIN
                    + " by "
                    + SixAreas.ROWS_MIN
                    + "; it is "
                    + columns
                    + " by "
                    + rows
                    + ". q quits.",
                columns));
    while (lines.size() < rows) {
      lines.add("");
    }
    List<String> fitted = new ArrayList<>();
    for (String line : lines.subList(0, rows)) {
      fitted.add(Text.fit(line, columns));
    }
    return fitted;
  }
}
