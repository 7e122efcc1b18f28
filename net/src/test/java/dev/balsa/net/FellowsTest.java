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

  @Test
  void areToldWhereThisMemberIsByAConfigurationThatNamesThem() {
    Configuration.Address own = new Configuration.Address(1, "a:1");
    Configuration.Address other = new Configuration.Address(2, "b:2");
    fellows.of(
        7,
        new Configuration(List.of(1L, 2L), List.of(), List.of(), List.of(), List.of(own, other)));
    fellows.of(8, new Configuration(List.of(1L, 3L)));
    assertThat(fellows.address(2)).isEqualTo("a:1");
    assertThat(fellows.address(3)).as("it does not say").isEmpty();
    assertThat(fellows.address(4)).as("it is not named").isEmpty();
  }
}
