package lockstep.server.oci;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import lockstep.server.tar.TarFile;

/// A file without a name, so that nobody else can write to it and nothing stays behind, whatever happens. Written in
/// blocks, of which those that are all zeros are left out: layers have no holes, but what they hold may be full of them.
final class ScratchFile {
  static final int BLOCK_BYTES = 64 << 10;

  private static final byte[] ZEROS = new byte[BLOCK_BYTES];

  private final FileChannel channel;
  private long position;

  private ScratchFile(FileChannel channel) {
    this.channel = channel;
  }

  static ScratchFile in(Path directory) throws IOException {
    Path name = Files.createTempFile(directory, "layer", ".tar");
    try {
      return new ScratchFile(
          FileChannel.open(name, StandardOpenOption.READ, StandardOpenOption.WRITE));
    } finally {
      Files.delete(name);
    }
  }

  /// @param block full, but for the last
  void write(byte[] block, int length) throws IOException {
    if (length < BLOCK_BYTES || !Arrays.equals(block, ZEROS)) {
      ByteBuffer bytes = ByteBuffer.wrap(block, 0, length);
      while (bytes.hasRemaining()) {
        channel.write(bytes, position + bytes.position());
      }
    }
    position += length;
  }

  /// The file with its full length, should it end in zeros; closed with the archive.
  TarFile toArchive() throws IOException {
    if (channel.size() < position) {
      channel.write(ByteBuffer.wrap(new byte[1]), position - 1);
    }
    return TarFile.of(channel);
  }

  /// Gives it up.
  void discard() throws IOException {
    channel.close();
  }
}
