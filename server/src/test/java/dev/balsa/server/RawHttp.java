package dev.balsa.server;

import dev.balsa.server.json.JsonValue;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A socket on which a test says exactly the bytes it wants to say. */
public final class RawHttp implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;

  /** What came back. */
  public record Reply(int status, Map<String, String> headers, String body) {
    JsonValue json() {
      return JsonValue.parse(body);
    }
  }

  RawHttp(InetSocketAddress address) {
    try {
      socket = new Socket(address.getAddress(), address.getPort());
      socket.setSoTimeout(20_000);
      in = new BufferedInputStream(socket.getInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Reply post(String path, String body) {
    send(request("POST", path, body));
    return receive();
  }

  static String request(String method, String path, String body) {
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    return method
        + " "
        + path
        + " HTTP/1.1\r\nHost: h\r\nContent-Length: "
        + length
        + "\r\n\r\n"
        + body;
  }

  void send(String bytes) {
    send(bytes.getBytes(StandardCharsets.UTF_8));
  }

  void send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Reply receive() {
    String status = line();
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    byte[] body = new byte[0];
    String length = headers.get("content-length");
    if (length != null) {
      try {
        body = in.readNBytes(Integer.parseInt(length));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return new Reply(
        Integer.parseInt(status.substring(9, 12)),
        headers,
        new String(body, StandardCharsets.UTF_8));
  }

  /** One line, without its end. */
  String line() {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int octet = read(); octet != '\n'; octet = read()) {
      if (octet < 0) {
        throw new UncheckedIOException(new IOException("closed after: " + line));
      }
      line.write(octet);
    }
    return line.toString(StandardCharsets.UTF_8).stripTrailing();
  }

  /** Whether the other side closes without another byte. */
  boolean isClosed() {
    return read() < 0;
  }

  private int read() {
    try {
      return in.read();
    } catch (java.net.SocketException e) {
      return -1;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
