package dev.balsa.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Configuration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FellowsTest {
  private final Fellows fellows = new Fellows(1);

  @Test
  void areNamedTogetherWithThisMember() {
    assertThat(fellows.include(2)).isFalse();
    fellows.of(0, new Configuration(List.of(1L, 2L)));
    assertThat(fellows.include(2)).isTrue();
    assertThat(fellows.include(3)).isFalse();
    fellows.of(0, new Configuration(List.of(1L, 3L)));
    assertThat(fellows.include(2)).isFalse();
    fellows.of(0, new Configuration(List.of(2L, 3L)));
    assertThat(fellows.include(3)).as("by one that leaves this member out").isFalse();
  }

  @Test
  void mayOnlyCatchUpOrListen() {
    fellows.of(
        0, new Configuration(List.of(4L), List.of(), List.of(3L), List.of(1L, 2L, 4L), List.of()));
    assertThat(fellows.include(2)).isTrue();
    assertThat(fellows.include(3)).isTrue();
    fellows.of(0, Configuration.NONE);
    assertThat(fellows.include(2)).isFalse();
  }

  @Test
  void areThoseOfAnyGroupAsLongAsItIsServed() {
    fellows.of(7, new Configuration(List.of(1L, 2L)));
    fellows.of(8, new Configuration(List.of(1L, 3L)));
    assertThat(fellows.include(2)).isTrue();
    fellows.forget(7);
    assertThat(fellows.include(2)).isFalse();
    assertThat(fellows.include(3)).isTrue();
  }
}
