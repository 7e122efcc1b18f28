package dev.balsa.lab.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class BookkeepingTest {
  private static final Reply DONE = new Reply.Done(Map.of());
  private static final Reply NOT_DONE = new Reply.Refused(503, true, "no leader");
  private static final Reply NOBODY_KNOWS = new Reply.Refused(504, false, "timed out");
  private static final Reply GONE = new Reply.Unreachable(true, "not there");
  private static final Reply CUT = new Reply.Unreachable(false, "no answer");

  private final Bookkeeping book = new Bookkeeping();

  @Test
  void whatWasAcknowledgedMustBeThere() {
    book.note("a", "1", DONE);
    assertThat(book.contradictions(Map.of("a", "1"))).isEmpty();
    assertThat(book.contradictions(Map.of())).singleElement().asString().startsWith("lost: a");
    assertThat(book.contradictions(Map.of("a", "2")))
        .singleElement()
        .asString()
        .startsWith("changed: a");
  }

  @Test
  void whatIsUnknownMayBeThereOrNot() {
    book.note("a", "1", NOBODY_KNOWS);
    book.note("b", "1", CUT);
    assertThat(book.contradictions(Map.of())).isEmpty();
    assertThat(book.contradictions(Map.of("a", "1", "b", "1"))).isEmpty();
    assertThat(book.contradictions(Map.of("a", "2"))).hasSize(1);
  }

  @Test
  void whatWasRefusedMustNotBeThere() {
    book.note("a", "1", NOT_DONE);
    book.note("b", "1", GONE);
    assertThat(book.contradictions(Map.of())).isEmpty();
    assertThat(book.contradictions(Map.of("a", "1")))
        .singleElement()
        .asString()
        .startsWith("invented: a");
  }

  @Test
  void everyKindIsCounted() {
    book.note("a", "1", DONE);
    book.note("b", "1", NOT_DONE);
    book.note("c", "1", CUT);
    book.note("d", "1", GONE);
    assertThat(book.acknowledged()).isEqualTo(1);
    assertThat(book.refused()).isEqualTo(2);
    assertThat(book.unknown()).isEqualTo(1);
    assertThat(book.acknowledgedValue("a")).isEqualTo("1");
    assertThat(book.acknowledgedValue("c")).isNull();
  }
}
