package dev.balsa.kv;

import dev.balsa.core.Bytes;

/**
 * Requests as proposals for the log, and answers as results of {@link Store#apply}. Safe for use by
 * many threads.
 */
public final class Commands {
  /** The first byte of every command and answer. */
  static final int FORMAT = 1;

  private Commands() {}

  /**
   * Encodes a request as a proposal.
   *
   * @param limits what to hold it against first
   * @throws KvException if it breaks a rule of the API or a limit; nothing need be proposed then
   */
  public static Bytes encode(Request request, StoreLimits limits) {
    KvError wrong = limits.check(request);
    if (wrong != null) {
      throw new KvException(wrong);
    }
    Bytes encoded = encode(new Command(limits.storeBytesMax(), request));
    if (encoded.length() > limits.commandBytesMax()) {
      throw new KvException(KvError.TOO_LARGE);
    }
    return encoded;
  }

  static Bytes encode(Command command) {
    ByteWriter out = new ByteWriter(RequestCodec.sizeHint(command.request()));
    out.octet(FORMAT);
    out.number(command.storeBytesMax());
    RequestCodec.write(command.request(), out);
    return out.written();
  }

  /**
   * Decodes a proposal. The result shares the given bytes.
   *
   * @throws MalformedBytesException if it is not a command of this version
   */
  public static Command decode(Bytes encoded) {
    ByteReader in = start(encoded);
    Command command = new Command(in.number(), RequestCodec.read(in));
    in.end();
    return command;
  }

  /** Encodes an answer. */
  public static Bytes encodeResponse(Response response) {
    ByteWriter out = new ByteWriter(64);
    out.octet(FORMAT);
    ResponseCodec.write(response, out);
    return out.written();
  }

  /**
   * Decodes an answer. The result shares the given bytes.
   *
   * @throws MalformedBytesException if it is not an answer of this version
   */
  public static Response decodeResponse(Bytes encoded) {
    ByteReader in = start(encoded);
    Response response = ResponseCodec.read(in);
    in.end();
    return response;
  }

  private static ByteReader start(Bytes encoded) {
    ByteReader in = new ByteReader(encoded);
    int format = in.octet();
    if (format != FORMAT) {
      throw in.malformed("is of format " + format + ", not " + FORMAT);
    }
    return in;
  }
}
