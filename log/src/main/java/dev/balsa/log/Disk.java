package dev.balsa.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A flat directory of files: everything the log asks of an operating system, and nothing else.
 *
 * <p>What is promised is what a careful program may rely on, no more. Bytes written to a file
 * survive a power cut after {@link File#sync}; names created, renamed or deleted survive it after
 * {@link #sync}. Before that, any 512-byte sector of a write may be there or not, and any name may
 * be as it was. A method that has thrown may have done its work in part.
 *
 * <p>Different files may be used by different threads at once; one file may be read by several
 * threads while one writes it.
 */
public interface Disk {
  /**
   * The names of all files, sorted.
   *
   * @throws IOException if the directory cannot be read
   */
  List<String> list() throws IOException;

  /**
   * Makes an empty file that only this user can read.
   *
   * @throws IOException if the name exists or the file cannot be made
   * @throws DiskFullException if there is no room for it
   */
  File create(String name) throws IOException;

  /**
   * Opens a file for reading; writing to it fails.
   *
   * @throws java.nio.file.NoSuchFileException if there is none of this name
   * @throws IOException if it cannot be opened
   */
  File open(String name) throws IOException;

  /**
   * Opens a file for reading and writing.
   *
   * @throws java.nio.file.NoSuchFileException if there is none of this name
   * @throws IOException if it cannot be opened
   */
  File openForWriting(String name) throws IOException;

  /**
   * Gives a file another name at one stroke, replacing the file that had it.
   *
   * @throws IOException if that is not possible
   */
  void rename(String from, String to) throws IOException;

  /**
   * Removes a file.
   *
   * @throws IOException if there is none or it cannot be removed
   */
  void delete(String name) throws IOException;

  /**
   * Makes the names durable: everything created, renamed or deleted so far.
   *
   * @throws IOException if they may not be durable; asking again proves nothing
   */
  void sync() throws IOException;

  /**
   * How much more could be written; other programs may take of it meanwhile.
   *
   * @return bytes, or {@link Long#MAX_VALUE} if nothing is known of a bound
   * @throws IOException if that cannot be found out
   */
  default long freeBytes() throws IOException {
    return Long.MAX_VALUE;
  }

  /** An open file. */
  interface File extends Closeable {
    /**
     * How long the file is, in bytes.
     *
     * @throws IOException if that cannot be found out
     */
    long sizeBytes() throws IOException;

    /**
     * Reads from a position until the buffer is full or the file ends.
     *
     * @return how many bytes were read, 0 at or after the end of the file
     * @throws IOException if the disk does not give them
     */
    int read(long position, ByteBuffer into) throws IOException;

    /**
     * Writes all that remains of the buffer at a position; a file shorter than that grows.
     *
     * @throws IOException if not everything was written
     * @throws DiskFullException if there is no room for it
     */
    void write(long position, ByteBuffer from) throws IOException;

    /**
     * Makes everything written to this file durable.
     *
     * @throws IOException if it may not be durable; asking again proves nothing, because an
     *     operating system reports a failed write-back once and then calls the page clean
     */
    void sync() throws IOException;

    /**
     * Closes the file without making anything durable; closing again does nothing.
     *
     * @throws IOException if the operating system complains
     */
    @Override
    void close() throws IOException;
  }
}
