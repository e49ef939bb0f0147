package lockstep.server.record;

import java.util.Arrays;
import java.util.List;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import lockstep.images.Content;
import lockstep.images.ContentHash;
import lockstep.images.Metadata;
import lockstep.images.Segment;
import lockstep.images.Xattr;

/// Makes one record after the other in a buffer that grows as needed. Not safe for threads.
public final class RecordOutput {
  private byte[] buffer = new byte[256];
  private int length;

  /// Starts the next record in the same buffer.
  public void clear() {
    length = 0;
  }

  public int length() {
    return length;
  }

  /// Good until the next call; the first [#length] bytes count.
  public byte[] buffer() {
    return buffer;
  }

  private void reserve(int bytes) {
    if (buffer.length - length < bytes) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + bytes));
    }
  }

  public void number(long value) {
    reserve(10);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      buffer[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    buffer[length++] = (byte) rest;
  }

  /// For numbers that may be negative and are small.
  public void signed(long value) {
    number((value << 1) ^ (value >> 63));
  }

  public void bytes(Bytes value) {
    number(value.length());
    reserve(value.length());
    value.copyTo(buffer, length);
    length += value.length();
  }

  public void path(RelativePath path) {
    bytes(path.bytes());
  }

  public void hash(ContentHash hash) {
    reserve(ContentHash.BYTES);
    System.arraycopy(hash.toArray(), 0, buffer, length, ContentHash.BYTES);
    length += ContentHash.BYTES;
  }

  public void metadata(Metadata metadata) {
    number(metadata.mode() | metadata.flags() << 12);
    number(Integer.toUnsignedLong(metadata.uid()));
    number(Integer.toUnsignedLong(metadata.gid()));
    signed(metadata.mtimeSeconds());
    number(metadata.mtimeNanos());
    xattrs(metadata.xattrs());
  }

  public void xattrs(List<Xattr> xattrs) {
    number(xattrs.size());
    for (Xattr xattr : xattrs) {
      bytes(xattr.name());
      bytes(xattr.value());
    }
  }

  /// A content of one chunk has that chunk's hash.
  public void content(Content content) {
    number(content.segments().size());
    for (Segment segment : content.segments()) {
      switch (segment) {
        case Segment.Chunk chunk -> {
          number(chunk.length() << 1);
          hash(chunk.hash());
        }
        case Segment.Hole hole -> number(hole.length() << 1 | 1);
      }
    }
    if (!isOneChunk(content)) {
      hash(content.hash());
    }
  }

  private static boolean isOneChunk(Content content) {
    return content.segments().size() == 1 && content.segments().getFirst() instanceof Segment.Chunk;
  }
}
