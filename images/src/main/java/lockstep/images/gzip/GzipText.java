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

  private GzipText(ByteBuffer file, ByteBuffer text, int maxTextBytes) {
    this.file = file;
    this.text = text;
    this.maxTextBytes = maxTextBytes;
  }

  /// Inflates onto the heap.
  ///
  /// @param file from position 0 to limit
  /// @return empty when it does not begin with a whole member, or that one's text is longer
  static Optional<GzipText> read(ByteBuffer file, int maxTextBytes) {
    if (file.limit() < MIN_MEMBER_BYTES || GzipHeader.length(file, 0) == 0) {
      return Optional.empty();
    }
    ByteBuffer text = ByteBuffer.allocate(expectedTextBytes(file, maxTextBytes));
    return new GzipText(file, text, maxTextBytes).members();
  }

  /// Inflates into a buffer, from its position 0 to its limit at most.
  static Optional<GzipText> read(ByteBuffer file, ByteBuffer into) {
    return new GzipText(file, into, into.limit()).members();
  }

  private Optional<GzipText> members() {
    Inflater inflater = new Inflater(true);
    try {
      while (member(inflater)) {
        inflater.reset();
      }
    } finally {
      inflater.end();
    }
    return parts.isEmpty() ? Optional.empty() : Optional.of(this);
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
  private static int expectedTextBytes(ByteBuffer file, int maxTextBytes) {
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

  /// @return whether the data ended well, within the limit
  private boolean inflate(Inflater inflater) {
    try {
      while (!inflater.finished()) {
        boolean full = !text.hasRemaining() && !grow();
        // Where there is no room left, only the end of the data may follow.
        int inflated = full ? inflater.inflate(new byte[1]) : inflater.inflate(text);
        boolean stuck = inflated == 0 && !inflater.finished();
        if (stuck || (full && inflated > 0)) {
          return false;
        }
      }
      return true;
    } catch (DataFormatException e) {
      return false;
    }
  }

  /// @return false at the limit
  private boolean grow() {
    if (text.capacity() >= maxTextBytes) {
      return false;
    }
    int wanted = (int) Math.min(maxTextBytes, Math.max(MIN_TEXT_BYTES, 2L * text.capacity()));
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
