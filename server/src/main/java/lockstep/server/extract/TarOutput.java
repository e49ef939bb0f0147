package lockstep.server.extract;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Where the bytes of a tar go. Nothing is ever overwritten. Not safe for threads.
public sealed interface TarOutput extends Closeable {
  OutputStream stream();

  /// All of it was written.
  void commit() throws IOException;

  /// @return what became of it, for people
  String discard() throws IOException;

  /// @throws FileAlreadyExistsException when the file, or its unfinished self, is there
  static ExtractionTarget file(Path file) throws IOException {
    if (Files.exists(file)) {
      throw new FileAlreadyExistsException(file.toString());
    }
    Path partial = file.resolveSibling(file.getFileName() + ".partial");
    FileChannel channel =
        FileChannel.open(partial, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    return new TarTarget(new ToFile(file, partial, channel));
  }

  static ExtractionTarget standardOutput(PrintStream out) {
    return new TarTarget(new ToStream(out));
  }

  /// A file that has its name only when it is whole and durable.
  record ToFile(Path file, Path partial, FileChannel channel) implements TarOutput {
    @Override
    public OutputStream stream() {
      return Channels.newOutputStream(channel);
    }

    @Override
    public void commit() throws IOException {
      channel.force(true);
      Files.createLink(file, partial); // a rename would replace what came there meanwhile
      Files.delete(partial);
    }

    @Override
    public String discard() throws IOException {
      channel.close();
      Files.deleteIfExists(partial);
      return "the unfinished tar was removed";
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  /// A pipe, mostly.
  record ToStream(PrintStream out) implements TarOutput {
    /// A `PrintStream` swallows errors, so it is asked after every write.
    @Override
    public OutputStream stream() {
      return new OutputStream() {
        @Override
        public void write(int b) throws IOException {
          write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
          out.write(bytes, offset, length);
          if (out.checkError()) {
            throw new IOException("standard output takes no more");
          }
        }
      };
    }

    @Override
    public void commit() throws IOException {
      if (out.checkError()) {
        throw new IOException("standard output takes no more");
      }
    }

    @Override
    public String discard() {
      return "what went to standard output is no whole archive";
    }

    /// Standard output is not ours to close.
    @Override
    public void close() {}
  }
}
