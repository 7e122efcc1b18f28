package dev.balsa.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an error message points to: sections of docs/faq.md, which the program carries with it. */
enum Faq {
  USAGE("the-command-line-is-not-understood"),
  FAILED("something-else-failed"),
  NO_SUCH_KEY("there-is-no-such-key"),
  REFUSED("the-request-was-refused"),
  SECOND_COPY("the-node-is-running-already"),
  ADDRESS_BUSY("a-port-is-in-use"),
  ADDRESS_UNUSABLE("an-address-cannot-be-used"),
  DAMAGED("a-log-is-damaged"),
  WRONG_IDENTITY("a-data-directory-belongs-to-another-node"),
  INSECURE("a-port-would-be-open-to-strangers"),
  CERTIFICATES("certificates-cannot-be-used"),
  RETIRED("a-member-was-refused-for-good"),
  REMOVED("a-member-was-removed"),
  DIRECTORY("a-folder-cannot-be-used"),
  NO_LOG("there-is-no-log"),
  UNAVAILABLE("nobody-answers-or-nobody-leads"),
  UNKNOWN("the-outcome-is-unknown"),
  NODE_FAILED("a-node-stopped-by-itself"),
  DIVERGED("members-have-different-states"),
  INTERRUPTED("ctrl-c"),
  JAVA("which-java"),
  NOT_READY("doctor-says-not-ready"),
  SEED_FAILED("a-seed-failed"),
  HISTORY("a-history-is-not-linearizable"),
  UNEXPECTED("an-unexpected-error");

  private static final String FILE = "faq.md";

  private final String anchor;

  Faq(String anchor) {
    this.anchor = anchor;
  }

  /** The name of the section, as in a link to it. */
  String anchor() {
    return anchor;
  }

  /** All sections by their anchors, in the order of the file; each begins with its heading. */
  static Map<String, String> sections() {
    Map<String, String> sections = new LinkedHashMap<>();
    StringBuilder section = new StringBuilder();
    String anchor = null;
    for (String line : text().split("\n", -1)) {
      if (line.startsWith("## ")) {
        add(sections, anchor, section);
        section.setLength(0);
        anchor = slug(line.substring(3));
      }
      section.append(line).append('\n');
    }
    add(sections, anchor, section);
    return sections;
  }

  private static void add(
      Map<String, String> sections, @Nullable String anchor, StringBuilder section) {
    if (anchor != null) {
      sections.put(anchor, section.toString().strip());
    }
  }

  /** What web pages make of a heading for links to it. */
  private static String slug(String heading) {
    return heading.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 -]", "").strip().replace(' ', '-');
  }

  private static String text() {
    try (InputStream file = Faq.class.getResourceAsStream(FILE)) {
      if (file == null) {
        throw new IllegalStateException("the program was built without " + FILE);
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
