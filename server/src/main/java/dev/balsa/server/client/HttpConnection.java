package dev.balsa.server.client;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** A connection that speaks just enough HTTP/1.1 to ask a gateway, one request after the other. */
final class HttpConnection implements AutoCloseable {
  private static final int LINE_BYTES_MAX = 64 << 10;
  private static final int HEADERS_MAX = 200;

  private final Socket socket;
  private final InputStream in;
  private final String host;
  private final int replyBytesMax;
  private long usedNanos = System.nanoTime();
  private long deadlineNanos;
  private boolean reusable = true;

  private HttpConnection(Socket socket, String host, int replyBytesMax) throws IOException {
    this.socket = socket;
    this.host = host;
    this.replyBytesMax = replyBytesMax;
    this.in = new BufferedInputStream(socket.getInputStream(), 16 << 10);
  }

  static HttpConnection open(
      InetSocketAddress address,
      int timeoutMillis,
      int handshakeMillis,
      int replyBytesMax,
      @Nullable SSLSocketFactory tls)
      throws IOException {
    Socket socket = new Socket();
    try {
      InetSocketAddress resolved =
          address.isUnresolved()
              ? new InetSocketAddress(address.getHostString(), address.getPort())
              : address;
      if (resolved.isUnresolved()) {
        throw new IOException("no address is known for " + address.getHostString());
      }
      socket.setTcpNoDelay(true);
      socket.connect(resolved, timeoutMillis);
      String host = address.getHostString() + ":" + address.getPort();
      return new HttpConnection(
          tls == null ? socket : secure(socket, address, handshakeMillis, tls),
          host,
          replyBytesMax);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** Makes the TLS handshake; the other side's certificate must name the host. */
  private static Socket secure(
      Socket socket, InetSocketAddress address, int timeoutMillis, SSLSocketFactory tls)
      throws IOException {
    SSLSocket secure =
        (SSLSocket) tls.createSocket(socket, address.getHostString(), address.getPort(), true);
    SSLParameters parameters = secure.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    secure.setSSLParameters(parameters);
    secure.setSoTimeout(timeoutMillis);
    secure.startHandshake();
    return secure;
  }

  /** Whether the other side still holds it, so that the next request is not lost in vain. */
  boolean isAlive() {
    if (!reusable) {
      return false;
    }
    if (System.nanoTime() - usedNanos < TimeUnit.MILLISECONDS.toNanos(500)) {
      return true;
    }
    try {
      socket.setSoTimeout(1);
      // Nothing may come unasked: it is the end of the stream, or bytes that nobody understands.
      in.read();
      return false;
    } catch (SocketTimeoutException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  void send(String method, String path, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    String head =
        method
            + " "
            + path
            + " HTTP/1.1\r\nHost: "
            + host
            + "\r\nContent-Type: application/json\r\nContent-Length: "
            + bytes.length
            + "\r\n\r\n";
    byte[] headBytes = head.getBytes(StandardCharsets.ISO_8859_1);
    byte[] whole = new byte[headBytes.length + bytes.length];
    System.arraycopy(headBytes, 0, whole, 0, headBytes.length);
    System.arraycopy(bytes, 0, whole, headBytes.length, bytes.length);
    reusable = false;
    socket.getOutputStream().write(whole);
  }

  /** Reads the answer to what was sent. */
  HttpReply receive(long newDeadlineNanos) throws IOException {
    deadlineNanos = newDeadlineNanos;
    int status = status();
    Map<String, String> headers = headers();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    boolean ended = true;
    if (isChunked(headers)) {
      for (byte[] chunk = chunk(); chunk.length > 0; chunk = chunk()) {
        body.writeBytes(chunk);
        limit(body.size());
      }
      headers();
    } else if (headers.containsKey("content-length")) {
      long length = number(headers.get("content-length"), 10);
      limit(length);
      body.writeBytes(exactly((int) length));
    } else {
      ended = false;
      for (int octet = read(); octet >= 0; octet = read()) {
        body.write(octet);
        limit(body.size());
      }
    }
    reusable = ended && !"close".equalsIgnoreCase(headers.get("connection"));
    usedNanos = System.nanoTime();
    return new HttpReply(status, headers, body.toString(StandardCharsets.UTF_8));
  }

  /** Reads lines as they come until there are no more or the reader has enough. */
  HttpReply lines(long headDeadlineNanos, Predicate<String> reader) throws IOException {
    deadlineNanos = headDeadlineNanos;
    int status = status();
    Map<String, String> headers = headers();
    if (!isChunked(headers)) {
      int length = (int) number(headers.getOrDefault("content-length", "0"), 10);
      limit(length);
      String text = new String(exactly(length), StandardCharsets.UTF_8);
      return new HttpReply(status, headers, text);
    }
    deadlineNanos = Long.MAX_VALUE;
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (byte[] chunk = chunk(); chunk.length > 0; chunk = chunk()) {
      for (byte octet : chunk) {
        if (octet != '\n') {
          line.write(octet);
          limit(line.size());
        } else if (!reader.test(take(line))) {
          return new HttpReply(status, headers, "");
        }
      }
    }
    return new HttpReply(status, headers, "");
  }

  private static String take(ByteArrayOutputStream line) {
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    return text;
  }

  private int status() throws IOException {
    String line = line();
    if (!line.startsWith("HTTP/1.") || line.length() < 12) {
      throw new IOException("not an answer of HTTP/1.1: " + line);
    }
    return (int) number(line.substring(9, 12), 10);
  }

  private Map<String, String> headers() throws IOException {
    Map<String, String> headers = new HashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      if (colon < 1 || headers.size() == HEADERS_MAX) {
        throw new IOException("not a header of HTTP/1.1: " + line);
      }
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return headers;
  }

  private static boolean isChunked(Map<String, String> headers) {
    return headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked");
  }

  /** The next chunk; empty at the end. */
  private byte[] chunk() throws IOException {
    String line = line();
    int extension = line.indexOf(';');
    long length = number(extension < 0 ? line : line.substring(0, extension), 16);
    limit(length);
    byte[] bytes = exactly((int) length);
    if (length > 0 && !line().isEmpty()) {
      throw new IOException("a chunk does not end where it should");
    }
    return bytes;
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int octet = read(); octet != '\n'; octet = read()) {
      if (octet < 0) {
        throw new EOFException("the connection was closed");
      }
      if (line.size() == LINE_BYTES_MAX) {
        throw new IOException("a line is longer than " + LINE_BYTES_MAX + " bytes");
      }
      line.write(octet);
    }
    String text = line.toString(StandardCharsets.UTF_8);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  private byte[] exactly(int length) throws IOException {
    byte[] bytes = new byte[length];
    int filled = 0;
    while (filled < length) {
      int count = read(bytes, filled);
      if (count < 0) {
        throw new EOFException("the connection was closed in the middle of an answer");
      }
      filled += count;
    }
    return bytes;
  }

  private int read() throws IOException {
    byte[] octet = new byte[1];
    return read(octet, 0) < 0 ? -1 : octet[0] & 0xff;
  }

  private int read(byte[] into, int from) throws IOException {
    arm();
    try {
      return in.read(into, from, into.length - from);
    } catch (SocketTimeoutException e) {
      throw new IOException("no answer in time", e);
    }
  }

  /** Sets how long the next read may take; what is buffered is there at once. */
  private void arm() throws IOException {
    if (in.available() > 0) {
      return;
    }
    long leftMillis = 0;
    if (deadlineNanos != Long.MAX_VALUE) {
      leftMillis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
      if (leftMillis <= 0) {
        throw new IOException("no answer in time");
      }
    }
    socket.setSoTimeout((int) Math.min(leftMillis, Integer.MAX_VALUE));
  }

  private static long number(String text, int radix) throws IOException {
    try {
      long number = Long.parseLong(text.strip(), radix);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new IOException("not a length or status: " + text, e);
    }
    throw new IOException("not a length or status: " + text);
  }

  private void limit(long bytes) throws IOException {
    if (bytes > replyBytesMax) {
      throw new IOException("the answer is longer than " + replyBytesMax + " bytes");
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      reusable = false;
    }
  }
}
