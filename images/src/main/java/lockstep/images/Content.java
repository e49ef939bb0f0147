package lockstep.images;

import java.util.List;

/// A file's content: its size in bytes, the hash of all of it, and the segments that make it up, in order.
public record Content(long size, ContentHash hash, List<Segment> segments) {
  public static final Content EMPTY = new Content(0, ContentHash.EMPTY, List.of());

  public Content {
    segments = List.copyOf(segments);
    long sum = 0;
    for (Segment segment : segments) {
      sum = Math.addExact(sum, segment.length());
    }
    if (sum != size) {
      throw new IllegalArgumentException(
          "segments add up to %d bytes, the file has %d".formatted(sum, size));
    }
  }
}
