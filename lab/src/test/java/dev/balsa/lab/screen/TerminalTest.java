package dev.balsa.lab.screen;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TerminalTest {
  @Test
  void aProgramWithoutATerminalIsToldSo() {
    assertThat(Terminal.present()).isFalse();
  }
}
