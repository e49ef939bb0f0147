package lockstep.server.delta;

import java.nio.ByteBuffer;
import java.util.Optional;
import lockstep.images.delta.Group;
import lockstep.images.gzip.GzipInflater;

/// A content as others are compared with it.
///
/// @param file its bytes
/// @param seen the text inside it when it is a gzip file, else its bytes
record SeenContent(ByteBuffer file, ByteBuffer seen, boolean isGzip) {
  private static final int MIN_GZIP_BYTES = 18;
  private static final int ELF_HEADER_BYTES = 64;
  private static final int ELF_MAGIC = 0x7f454c46;

  static SeenContent of(ByteBuffer file) {
    Optional<ByteBuffer> text =
        looksGzipped(file) ? GzipInflater.read(file, Group.MAX_BYTES) : Optional.empty();
    return new SeenContent(file, text.orElse(file), text.isPresent());
  }

  private static boolean looksGzipped(ByteBuffer file) {
    return file.remaining() >= MIN_GZIP_BYTES
        && file.get(file.position()) == 0x1f
        && file.get(file.position() + 1) == (byte) 0x8b;
  }

  Kind kind() {
    if (isGzip) {
      return Kind.GZIP;
    }
    boolean elf = file.remaining() >= ELF_HEADER_BYTES && file.getInt(file.position()) == ELF_MAGIC;
    return elf ? Kind.PROGRAM : Kind.OTHER;
  }

  /// What is compressed together.
  enum Kind {
    GZIP,
    OTHER,
    PROGRAM,
    DIFFERENCE
  }
}
