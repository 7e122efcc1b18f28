package dev.balsa.core;

import dev.balsa.core.Configuration.Address;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A configuration as bytes, the same in log entries, snapshots and messages. Reading is strict:
 * what no version writes is refused.
 */
public final class ConfigurationCodec {
  /*
   * A byte that says which version; then voters, outgoing, learners and next, each as a byte that
   * counts and eight bytes for each member; then a byte that counts addresses, and for each of them
   * eight bytes of member, two of length and the address in UTF-8. Numbers are big-endian.
   */
  private static final int VERSION = 1;
  private static final int MEMBERS_MAX = 3 * Configuration.VOTERS_MAX + Configuration.LEARNERS_MAX;

  /** No encoding is longer, in bytes. */
  public static final int BYTES_MAX =
      1 + 5 + MEMBERS_MAX * (8 + 8 + 2 + Configuration.ADDRESS_BYTES_MAX);

  private ConfigurationCodec() {}

  /** The bytes that stand for a configuration. */
  public static Bytes encode(Configuration configuration) {
    Output out = new Output();
    out.number(VERSION, 1);
    out.members(configuration.voters());
    out.members(configuration.outgoing());
    out.members(configuration.learners());
    out.members(configuration.next());
    out.number(configuration.addresses().size(), 1);
    for (Address address : configuration.addresses()) {
      byte[] text = address.address().getBytes(StandardCharsets.UTF_8);
      out.number(address.member(), 8);
      out.number(text.length, 2);
      out.bytes(text);
    }
    return Bytes.wrap(Arrays.copyOf(out.array, out.length));
  }

  /**
   * The configuration that some bytes stand for.
   *
   * @throws IllegalArgumentException saying what is wrong, if they are not exactly one
   */
  public static Configuration decode(Bytes bytes) {
    Input in = new Input(bytes);
    long version = in.number(1);
    if (version != VERSION) {
      throw new IllegalArgumentException(
          "a configuration has format version " + version + ", and this version reads " + VERSION);
    }
    List<Long> voters = in.members();
    List<Long> outgoing = in.members();
    List<Long> learners = in.members();
    List<Long> next = in.members();
    List<Address> addresses = new ArrayList<>();
    for (long left = in.number(1); left > 0; left--) {
      long member = in.number(8);
      String text = in.text((int) in.number(2));
      addresses.add(new Address(member, text));
    }
    if (in.at != bytes.length()) {
      throw new IllegalArgumentException(
          "a configuration ends after " + in.at + " of " + bytes.length() + " bytes");
    }
    return new Configuration(voters, outgoing, learners, next, addresses);
  }

  private static final class Output {
    private byte[] array = new byte[64];
    private int length;

    void number(long value, int bytes) {
      for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
        one((byte) (value >>> shift));
      }
    }

    void members(List<Long> members) {
      number(members.size(), 1);
      for (long member : members) {
        number(member, 8);
      }
    }

    void bytes(byte[] some) {
      for (byte each : some) {
        one(each);
      }
    }

    private void one(byte value) {
      if (length == array.length) {
        array = Arrays.copyOf(array, 2 * length);
      }
      array[length] = value;
      length++;
    }
  }

  private static final class Input {
    private final Bytes bytes;
    private int at;

    Input(Bytes bytes) {
      this.bytes = bytes;
    }

    long number(int count) {
      need(count);
      long value = 0;
      for (int i = 0; i < count; i++) {
        value = value << 8 | (bytes.at(at) & 0xff);
        at++;
      }
      return value;
    }

    List<Long> members() {
      List<Long> members = new ArrayList<>();
      for (long left = number(1); left > 0; left--) {
        members.add(number(8));
      }
      return members;
    }

    String text(int length) {
      need(length);
      Bytes part = bytes.slice(at, at + length);
      String text = part.utf8();
      if (!Bytes.utf8(text).equals(part)) {
        throw new IllegalArgumentException("an address in a configuration is not UTF-8");
      }
      at += length;
      return text;
    }

    private void need(int count) {
      if (count > bytes.length() - at) {
        throw new IllegalArgumentException(
            "a configuration breaks off after " + bytes.length() + " bytes");
      }
    }
  }
}
