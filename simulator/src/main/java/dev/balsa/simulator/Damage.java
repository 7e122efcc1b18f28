package dev.balsa.simulator;

/** What can happen to bytes that a disk once had for certain. */
enum Damage {
  /** Some bits turned. */
  FLIPPED_BITS(SimMarks.FLIP_NOTICED),
  /** A page reads as zeros. */
  ZEROED_PAGE(SimMarks.ZEROS_NOTICED),
  /** A write that was reported as done never was, so what stood there before is there. */
  PHANTOM_WRITE(SimMarks.PHANTOM_NOTICED),
  /** A write landed in another place: missing here, and a stranger there. */
  MISDIRECTED_WRITE(SimMarks.MISDIRECTED_NOTICED);

  private final String noticed;

  Damage(String noticed) {
    this.noticed = noticed;
  }

  /** The rare event that a node found it and gave up. */
  String noticed() {
    return noticed;
  }
}
