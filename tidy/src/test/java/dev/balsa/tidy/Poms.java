package dev.balsa.tidy;

import java.util.List;
import java.util.regex.Pattern;

/** What the rules need to know of the poms. */
final class Poms {
  private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");

  private Poms() {}

  static List<String> modules(Source rootPom) {
    return MODULE.matcher(rootPom.text()).results().map(match -> match.group(1)).toList();
  }
}
