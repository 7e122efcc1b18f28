package dev.balsa.cli;

import dev.balsa.core.Bytes;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which keys a command is about. */
@SuppressWarnings("NullAway.Init")
final class KeyArguments {
  @Option(names = "--prefix", description = "All keys that start with KEY.")
  private boolean prefix;

  @Parameters(paramLabel = "KEY", description = "The key, or with --prefix the prefix.")
  private String key;

  /** The key, or what the keys start with. */
  Bytes key() {
    return Bytes.utf8(key);
  }

  /** The same as it was typed. */
  String text() {
    return key;
  }

  /** Whether all keys that start so are meant. */
  boolean isPrefix() {
    return prefix;
  }
}
