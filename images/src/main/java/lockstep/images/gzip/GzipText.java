package lockstep.images.gzip;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import lockstep.excludes.Bytes;

/// Takes a gzip file apart: its members, inflated and checked, and what follows them. One thread; for one file.
final class GzipText {
  private static final int TRAILER_BYTES = 8;
  private static final int MIN_MEMBER_BYTES = 18;

  /// No deflate stream inflates to more than this many bytes per byte.
  private static final int MAX_RATIO = 1032;

  private static final int MIN_TEXT_BYTES = 64;

  private final ByteBuffer file;
  private final int maxTextBytes;
  private final List<Part> parts = new ArrayList<>();
  private ByteBuffer text;
  private int at;

  /// A member of a file.
  ///
  /// @param textBytes how long its text is
  /// @param fileBytes how long it is in the file, with header and trailer
  record Part(Bytes header, int textBytes, int fileBytes) {}

  private GzipText(ByteBuffer file, int maxTextBytes) {
    this.file = file;
    this.maxTextBytes = maxTextBytes;
    text = ByteBuffer.allocate(expectedTextBytes() + 1);
  }

  /// @param file from position 0 to limit
  /// @param maxTextBytes 0 or more, below 2 GiB - 1
  /// @return empty when it does not begin with a whole member, or that one's text is longer
  static Optional<GzipText> read(ByteBuffer file, int maxTextBytes) {
    if (file.limit() < MIN_MEMBER_BYTES || GzipHeader.length(file, 0) == 0) {
      return Optional.empty();
    }
    GzipText read = new GzipText(file, maxTextBytes);
    Inflater inflater = new Inflater(true);
    try {
      while (read.member(inflater)) {
        inflater.reset();
      }
    } finally {
      inflater.end();
    }
    return read.parts.isEmpty() ? Optional.empty() : Optional.of(read);
  }

  List<Part> parts() {
    return parts;
  }

  /// The members' texts, one after the other.
  ByteBuffer text() {
    return text.slice(0, text.position());
  }

  /// What follows the last member.
  ByteBuffer trailing() {
    return file.slice(at, file.limit() - at);
  }

  /// What the last four bytes claim, if that is possible.
  private int expectedTextBytes() {
    ByteBuffer end = file.slice(file.limit() - Integer.BYTES, Integer.BYTES);
    long claimed = Integer.toUnsignedLong(end.order(ByteOrder.LITTLE_ENDIAN).getInt());
    return (int) Math.min(claimed, Math.min(maxTextBytes, (long) file.limit() * MAX_RATIO));
  }

  /// Reads the member that begins at `at`.
  ///
  /// @return false when none does: then nothing has changed
  private boolean member(Inflater inflater) {
    int header = GzipHeader.length(file, at);
    if (header == 0) {
      return false;
    }
    int textFrom = text.position();
    inflater.setInput(file.slice(at + header, file.limit() - at - header));
    if (!inflate(inflater)) {
      text.position(textFrom);
      return false;
    }
    int end = at + header + Math.toIntExact(inflater.getBytesRead());
    ByteBuffer own = text.slice(textFrom, text.position() - textFrom);
    if (!isChecked(own, end)) {
      text.position(textFrom);
      return false;
    }
    byte[] bytes = new byte[header];
    file.get(at, bytes);
    int fileBytes = end + TRAILER_BYTES - at;
    parts.add(new Part(Bytes.copyOf(bytes), own.remaining(), fileBytes));
    at += fileBytes;
    return true;
  }

  /// @return whether the data ended well, and below the limit
  private boolean inflate(Inflater inflater) {
    try {
      while (!inflater.finished()) {
        if (!text.hasRemaining() && !grow()) {
          return false;
        }
        if (inflater.inflate(text) == 0 && !inflater.finished()) {
          return false;
        }
      }
      return text.position() <= maxTextBytes;
    } catch (DataFormatException e) {
      return false;
    }
  }

  /// One byte above the limit shows that a text is longer.
  private boolean grow() {
    int most = maxTextBytes + 1;
    if (text.capacity() >= most) {
      return false;
    }
    int wanted = (int) Math.min(most, Math.max(MIN_TEXT_BYTES, 2L * text.capacity()));
    text = ByteBuffer.allocate(wanted).put(text.flip());
    return true;
  }

  private boolean isChecked(ByteBuffer own, int trailerAt) {
    if (file.limit() - trailerAt < TRAILER_BYTES) {
      return false;
    }
    CRC32 checksum = new CRC32();
    checksum.update(own.duplicate());
    ByteBuffer trailer = file.slice(trailerAt, TRAILER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    return trailer.getInt() == (int) checksum.getValue() && trailer.getInt() == own.remaining();
  }
}
