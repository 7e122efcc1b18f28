package dev.balsa.net.tls;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;

/** Writes the few forms of DER (X.690) that certificates are made of. */
final class Der {
  static final int OCTET_STRING = 0x04;
  static final int SEQUENCE = 0x30;

  /** UTCTime says nothing of centuries: from 2050 on it is the other form (RFC 5280, §4.1.2.5). */
  private static final int UTC_TIME_YEAR_MAX = 2049;

  private static final DateTimeFormatter UTC_TIME =
      DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter GENERALIZED_TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Der() {}

  /** A value of a kind: its tag, its length, and the parts one after the other. */
  static byte[] of(int tag, byte[]... parts) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      body.writeBytes(part);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    int length = body.size();
    if (length < 0x80) {
      out.write(length);
    } else {
      byte[] digits = unsigned(length);
      out.write(0x80 | digits.length);
      out.writeBytes(digits);
    }
    out.writeBytes(body.toByteArray());
    return out.toByteArray();
  }

  private static byte[] unsigned(int number) {
    byte[] digits = BigInteger.valueOf(number).toByteArray();
    return digits[0] == 0 ? Arrays.copyOfRange(digits, 1, digits.length) : digits;
  }

  static byte[] sequence(byte[]... parts) {
    return of(SEQUENCE, parts);
  }

  static byte[] set(byte[]... parts) {
    return of(0x31, parts);
  }

  static byte[] yes() {
    return of(0x01, new byte[] {(byte) 0xff});
  }

  static byte[] integer(BigInteger number) {
    return of(0x02, number.toByteArray());
  }

  /** Whole bytes as bits. */
  static byte[] bits(byte[] bytes) {
    return of(0x03, new byte[] {0}, bytes);
  }

  /** Named bits, the first of them the highest of the byte. */
  static byte[] flags(int highBits) {
    return of(0x03, new byte[] {(byte) Integer.numberOfTrailingZeros(highBits), (byte) highBits});
  }

  static byte[] utf8(String text) {
    return of(0x0c, text.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] ascii(int tag, String text) {
    return of(tag, text.getBytes(StandardCharsets.US_ASCII));
  }

  static byte[] time(Instant time) {
    boolean utc = time.atOffset(ZoneOffset.UTC).getYear() <= UTC_TIME_YEAR_MAX;
    return utc ? ascii(0x17, UTC_TIME.format(time)) : ascii(0x18, GENERALIZED_TIME.format(time));
  }

  /** An object identifier as dots separate its numbers. */
  static byte[] oid(String dotted) {
    String[] numbers = dotted.split("\\.", -1);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.write(Integer.parseInt(numbers[0]) * 40 + Integer.parseInt(numbers[1]));
    for (int i = 2; i < numbers.length; i++) {
      int number = Integer.parseInt(numbers[i]);
      int groups = Math.max(1, (38 - Integer.numberOfLeadingZeros(number)) / 7);
      for (int group = groups - 1; group >= 0; group--) {
        body.write((number >>> (7 * group) & 0x7f) | (group > 0 ? 0x80 : 0));
      }
    }
    return of(0x06, body.toByteArray());
  }
}
