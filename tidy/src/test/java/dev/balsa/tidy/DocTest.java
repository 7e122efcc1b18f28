package dev.balsa.tidy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every relative link in a page leads somewhere. */
final class DocTest {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^()\\s]+)(?:\\s+\"[^\"]*\")?\\)");
  private static final Pattern ELSEWHERE = Pattern.compile("[a-z][a-z0-9+.-]*:.*|#.*");
  private static final Pattern FENCED =
      Pattern.compile("(?ms)^\\s*```.*?^\\s*```\\s*?$|`[^`\\n]+`");

  @Test
  void linksLeadSomewhere() {
    List<Source> pages = Tree.FILES.stream().filter(s -> s.path().endsWith(".md")).toList();
    assertTrue(pages.size() >= 5, "only " + pages.size() + " pages were found");
    Violation.expectNone(
        pages.stream().flatMap(s -> deadLinks(s, DocTest::existsInTree).stream()).toList());
  }

  @Test
  void aDeadLinkIsFound() {
    Source page =
        Source.of("docs/a.md", "[x](b.md)\n[y](../README.md#top) ![z](no/c.svg \"title\")\n");
    Predicate<String> exists = List.of("docs/b.md", "README.md")::contains;
    Violation.expectOne(deadLinks(page, exists), 2, "no/c.svg");
  }

  @Test
  void otherSitesAnchorsAndCodeAreLeftAlone() {
    String text = "[a](https://example.org) [b](#here) `m[i](j)`\n```\nx[i](nowhere)\n```\n";
    assertEquals(List.of(), deadLinks(Source.of("docs/a.md", text), _ -> false));
  }

  private static List<Violation> deadLinks(Source page, Predicate<String> exists) {
    String prose = FENCED.matcher(page.text()).replaceAll(m -> m.group().replaceAll("[^\\n]", " "));
    List<Violation> found = new ArrayList<>();
    Matcher matcher = LINK.matcher(prose);
    while (matcher.find()) {
      String link = matcher.group(1);
      String file = link.replaceFirst("#.*", "");
      String target = Path.of(page.folder(), file).normalize().toString().replace('\\', '/');
      if (!ELSEWHERE.matcher(link).matches() && !exists.test(target)) {
        found.add(
            new Violation(page.path(), page.lineAt(matcher.start()), link + " leads nowhere"));
      }
    }
    return found;
  }

  private static boolean existsInTree(String path) {
    return Files.exists(Tree.ROOT.resolve(path));
  }
}
