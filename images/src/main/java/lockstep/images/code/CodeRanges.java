package lockstep.images.code;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Where a program has code: its executable segments.
final class CodeRanges {
  private static final int LOADED = 1;
  private static final int EXECUTABLE = 1;

  private CodeRanges() {}

  record Range(int from, int to) {}

  /// @param file from position 0 to limit
  /// @return ascending, without overlap
  static List<Range> of(ByteBuffer file) {
    List<Range> ranges = new ArrayList<>();
    int last = 0;
    for (ProgramHeaders.Segment segment : ProgramHeaders.of(file)) {
      int from = Math.max(segment.offset(), last);
      if (segment.type() == LOADED && (segment.flags() & EXECUTABLE) != 0 && from < segment.end()) {
        ranges.add(new Range(from, segment.end()));
        last = segment.end();
      }
    }
    return ranges;
  }
}
