package dev.balsa.cli;

/** How the {@code balsa} command ends. The table in docs/exit-codes.md says the same. */
enum ExitCode {
  /** It worked. */
  DONE(0, Faq.USAGE),
  /** It did not work, and nothing happened. */
  FAILED(1, Faq.FAILED),
  /** The command line or the machine is not as it must be. */
  USAGE(2, Faq.USAGE),
  /** A living process has this node's data directory. */
  SECOND_COPY(3, Faq.SECOND_COPY),
  /** Another process listens on the address. */
  ADDRESS_BUSY(4, Faq.ADDRESS_BUSY),
  /** What the data directory holds is damaged. */
  DAMAGED(5, Faq.DAMAGED),
  /** The data directory belongs to another cluster or another member. */
  WRONG_IDENTITY(6, Faq.WRONG_IDENTITY),
  /** No leader, no majority or nobody at all answers; nothing happened. */
  UNAVAILABLE(7, Faq.UNAVAILABLE),
  /** Whether it happened is unknown. */
  UNKNOWN(8, Faq.UNKNOWN),
  /** Other machines could reach a port, and nobody would ask who they are. */
  INSECURE(9, Faq.INSECURE),
  /** A node that ran could not go on. */
  NODE_FAILED(10, Faq.NODE_FAILED),
  /** Other members have refused the data directory for good. */
  RETIRED(11, Faq.RETIRED),
  /** A node had another state than a majority, and stopped. */
  DIVERGED(12, Faq.DIVERGED),
  /** The cluster has removed this member. */
  REMOVED(13, Faq.REMOVED),
  /** Ctrl-C. */
  INTERRUPTED(130, Faq.INTERRUPTED);

  private final int number;
  private final Faq faq;

  ExitCode(int number, Faq faq) {
    this.number = number;
    this.faq = faq;
  }

  /** What the process ends with. */
  int number() {
    return number;
  }

  /** Where one reads more. */
  Faq faq() {
    return faq;
  }

  /** The code with a number, or {@link #FAILED}. */
  static ExitCode of(int number) {
    for (ExitCode code : values()) {
      if (code.number == number) {
        return code;
      }
    }
    return FAILED;
  }
}
