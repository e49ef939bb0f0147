package lockstep.server.record;

import java.util.ArrayList;
import java.util.List;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import lockstep.images.Content;
import lockstep.images.ContentHash;
import lockstep.images.Metadata;
import lockstep.images.Segment;
import lockstep.images.Xattr;

/// Reads records from a buffer, front to back. Not safe for threads.
public final class RecordInput {
  private final byte[] buffer;
  private final int end;
  private int at;

  public RecordInput(byte[] buffer, int from, int end) {
    this.buffer = buffer;
    this.at = from;
    this.end = end;
  }

  public boolean hasMore() {
    return at < end;
  }

  /// Where the next field starts.
  public int position() {
    return at;
  }

  public long number() {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte read = buffer[at++];
      value |= (read & 0x7fL) << shift;
      if (read >= 0) {
        return value;
      }
    }
  }

  public long signed() {
    long value = number();
    return value >>> 1 ^ -(value & 1);
  }

  public Bytes bytes() {
    int length = (int) number();
    Bytes value = Bytes.copyOf(buffer, at, at + length);
    at += length;
    return value;
  }

  public RelativePath path() {
    return RelativePath.of(bytes());
  }

  public ContentHash hash() {
    ContentHash hash =
        ContentHash.fromBytes(java.util.Arrays.copyOfRange(buffer, at, at + ContentHash.BYTES));
    at += ContentHash.BYTES;
    return hash;
  }

  public Metadata metadata() {
    int bits = (int) number();
    int uid = (int) number();
    int gid = (int) number();
    long seconds = signed();
    int nanos = (int) number();
    return new Metadata(bits & 07777, uid, gid, seconds, nanos, xattrs(), bits >>> 12);
  }

  public List<Xattr> xattrs() {
    int count = (int) number();
    if (count == 0) {
      return List.of();
    }
    List<Xattr> xattrs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      xattrs.add(new Xattr(bytes(), bytes()));
    }
    return xattrs;
  }

  public Content content() {
    int count = (int) number();
    List<Segment> segments = new ArrayList<>();
    long size = 0;
    for (int i = 0; i < count; i++) {
      long told = number();
      long length = told >>> 1;
      segments.add(
          (told & 1) != 0 ? new Segment.Hole(length) : new Segment.Chunk(hash(), (int) length));
      size += length;
    }
    boolean oneChunk = count == 1 && segments.getFirst() instanceof Segment.Chunk;
    ContentHash hash = oneChunk ? ((Segment.Chunk) segments.getFirst()).hash() : hash();
    return new Content(size, hash, segments);
  }
}
