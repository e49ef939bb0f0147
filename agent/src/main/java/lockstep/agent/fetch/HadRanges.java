package lockstep.agent.fetch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lockstep.agent.fetch.Ranges.Range;

/// What of an object is on disk already, and who delivered it: disjoint runs, joined where they meet and have the same
/// source. Not for several threads.
final class HadRanges {
  /// @param mark of the source
  record Run(Range range, long mark) {}

  private record Tail(long end, long mark) {}

  private final TreeMap<Long, Tail> runs = new TreeMap<>();

  /// What of `range` is not here, in order.
  List<Range> missing(Range range) {
    List<Range> missing = new ArrayList<>();
    long reached = range.offset();
    for (Run run : over(range)) {
      if (run.range().offset() > reached) {
        missing.add(new Range(reached, run.range().offset() - reached));
      }
      reached = run.range().end();
    }
    if (reached < range.end()) {
      missing.add(new Range(reached, range.end() - reached));
    }
    return missing;
  }

  /// The runs that have a byte of `range`, whole, in order.
  List<Run> over(Range range) {
    List<Run> found = new ArrayList<>();
    Long first = runs.floorKey(range.offset());
    for (var run : runs.tailMap(first == null ? range.offset() : first).entrySet()) {
      long offset = run.getKey();
      if (offset >= range.end()) {
        break;
      }
      if (run.getValue().end > range.offset()) {
        found.add(new Run(new Range(offset, run.getValue().end - offset), run.getValue().mark));
      }
    }
    return found;
  }

  /// What was known of these bytes before is forgotten.
  void add(Range range, long mark) {
    cut(range.offset());
    cut(range.end());
    runs.subMap(range.offset(), range.end()).clear();
    long offset = range.offset();
    long end = range.end();
    Map.Entry<Long, Tail> before = runs.lowerEntry(offset);
    if (before != null && before.getValue().equals(new Tail(offset, mark))) {
      offset = before.getKey();
    }
    Tail after = runs.get(end);
    if (after != null && after.mark == mark) {
      runs.remove(end);
      end = after.end;
    }
    runs.put(offset, new Tail(end, mark));
  }

  /// Makes two runs of one that goes across `at`.
  private void cut(long at) {
    Map.Entry<Long, Tail> run = runs.lowerEntry(at);
    if (run != null && run.getValue().end > at) {
      runs.put(run.getKey(), new Tail(at, run.getValue().mark));
      runs.put(at, run.getValue());
    }
  }
}
