package dev.balsa.log;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Tells the content of a chunk from any other: the first half of its SHA-256. A checksum of 32 bits
 * finds rot, but two different chunks have the same one far too often. For one thread.
 */
final class Fingerprint {
  static final int BYTES = 16;

  private final MessageDigest digest;

  Fingerprint() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The fingerprint of what remains of a buffer, which stays as it was. */
  byte[] of(ByteBuffer content) {
    digest.update(content.duplicate());
    return Arrays.copyOf(digest.digest(), BYTES);
  }
}
