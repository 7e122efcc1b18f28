package dev.balsa.node;

import dev.balsa.core.Bytes;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/**
 * The sessions before the state of the machine that they are around.
 *
 * @param nowMillis log time
 * @param sessions in the order of last use
 */
record SessionSnapshot(long nowMillis, List<Session> sessions) {
  /*
   * "sessions", then numbers of 8 bytes: format, log time, number of sessions; of each session its
   * id, five limits, log time when opened and last used, index of last use, first number not
   * acknowledged, number of results; of each result its number, its length and its bytes. In the end
   * the hash of the table, computed anew when it is read, so that a field that was forgotten here is
   * noticed, and the CRC32C of all of that.
   */

  static final Bytes MARK = Bytes.utf8("sessions");
  private static final long FORMAT = 1;
  private static final int RESULT_BYTES_MAX = 1 << 30;

  void write(OutputStream to, long hash) throws IOException {
    CheckedOutputStream checked = new CheckedOutputStream(to, new CRC32C());
    DataOutputStream out = new DataOutputStream(checked);
    out.write(MARK.toArray());
    out.writeLong(FORMAT);
    out.writeLong(nowMillis);
    out.writeLong(sessions.size());
    for (Session session : sessions) {
      write(session, out);
    }
    out.writeLong(hash);
    out.writeLong(checked.getChecksum().getValue());
    out.flush();
  }

  private static void write(Session session, DataOutputStream out) throws IOException {
    SessionLimits limits = session.limits();
    out.writeLong(session.id());
    out.writeLong(limits.sessionsMax());
    out.writeLong(limits.resultsMax());
    out.writeLong(limits.resultBytesMax());
    out.writeLong(limits.bytesMax());
    out.writeLong(limits.timeoutMillis());
    out.writeLong(session.openedMillis());
    out.writeLong(session.usedMillis());
    out.writeLong(session.usedIndex());
    out.writeLong(session.answeredBelow());
    out.writeLong(session.results().size());
    for (Map.Entry<Long, Bytes> result : session.results().entrySet()) {
      out.writeLong(result.getKey());
      out.writeLong(result.getValue().length());
      out.write(result.getValue().toArray());
    }
  }

  /**
   * Reads what comes after {@link #MARK}, and nothing behind the checksum.
   *
   * @throws IOException if the stream cannot be read or holds something else
   */
  static SessionTable read(InputStream from) throws IOException {
    CheckedInputStream checked = new CheckedInputStream(from, new CRC32C());
    checked.getChecksum().update(MARK.toArray());
    DataInputStream in = new DataInputStream(checked);
    try {
      long format = in.readLong();
      if (format != FORMAT) {
        throw new IOException(
            "the snapshot of the sessions is of format "
                + format
                + ", and this version reads format "
                + FORMAT
                + " only; nothing of it was taken over: use the version that wrote it");
      }
      long nowMillis = in.readLong();
      List<Session> sessions = new ArrayList<>();
      for (long left = in.readLong(); left > 0; left--) {
        sessions.add(readSession(in));
      }
      SessionTable table = new SessionTable(nowMillis, sessions);
      long hash = in.readLong();
      long computed = checked.getChecksum().getValue();
      if (in.readLong() != computed) {
        throw malformed("does not match its checksum");
      }
      if (hash != table.hash()) {
        throw malformed("does not match its hash");
      }
      return table;
    } catch (EOFException e) {
      throw malformed("ends in the middle");
    } catch (IllegalArgumentException e) {
      throw malformed("has a limit out of range (" + e.getMessage() + ")");
    }
  }

  private static Session readSession(DataInputStream in) throws IOException {
    long id = in.readLong();
    SessionLimits limits =
        new SessionLimits(small(in), small(in), small(in), in.readLong(), small(in));
    Session session = new Session(id, limits, in.readLong(), 0);
    long usedMillis = in.readLong();
    session.used(in.readLong(), usedMillis);
    session.forget(in.readLong());
    for (long left = in.readLong(); left > 0; left--) {
      long number = in.readLong();
      int length = small(in);
      byte[] result = in.readNBytes(length);
      if (result.length < length) {
        throw malformed("ends in the middle of a result");
      }
      session.keep(number, Bytes.wrap(result));
    }
    return session;
  }

  private static int small(DataInputStream in) throws IOException {
    long value = in.readLong();
    if (value < 0 || value > RESULT_BYTES_MAX) {
      throw malformed("has " + value + " where a smaller number belongs");
    }
    return (int) value;
  }

  private static IOException malformed(String what) {
    return new IOException(
        "the snapshot of the sessions "
            + what
            + "; it is damaged or incomplete and nothing of it was taken over: use another copy");
  }
}
