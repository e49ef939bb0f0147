package lockstep.server.repository;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// Giving names to content so that a power cut leaves all of it or none.
public final class Durable {
  private static final int BUFFER_BYTES = 256 << 10;

  private Durable() {}

  /// What is written is on the disk when the stream is closed without an error.
  public static OutputStream output(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    OutputStream synced =
        new FilterOutputStream(Channels.newOutputStream(channel)) {
          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
              out.write(bytes, offset, length);
            } catch (ClosedChannelException e) {
              throw e;
            } catch (IOException e) { // the JDK's does not say where there is no space
              throw inFile(file, e);
            }
          }

          @Override
          public void close() throws IOException {
            try (channel) {
              if (channel.isOpen()) {
                channel.force(true);
              }
            }
          }
        };
    return new BufferedOutputStream(synced, BUFFER_BYTES);
  }

  private static FileSystemException inFile(Path file, IOException e) {
    FileSystemException told = new FileSystemException(file.toString(), null, e.getMessage());
    told.initCause(e);
    return told;
  }

  /// The one place where a name starts to mean new content: `from` is complete and durable.
  public static void place(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    sync(to.resolveSibling(""));
  }

  /// The names in a directory.
  public static void sync(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
