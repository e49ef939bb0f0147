package lockstep.images;

/// A run of a file's content.
public sealed interface Segment {
  /// Bytes; at least 1.
  long length();

  /// A content-addressed run of bytes.
  record Chunk(ContentHash hash, int lengthBytes) implements Segment {
    @Override
    public long length() {
      return lengthBytes;
    }
  }

  /// A long run of zero bytes that is stored nowhere.
  record Hole(long length) implements Segment {}
}
