package lockstep.agent.fetch;

import java.util.Map;
import java.util.TreeMap;
import lockstep.agent.fetch.Ranges.Range;

/// What of an object is on disk already: disjoint runs, joined where they meet. Not for several threads.
final class HadRanges {
  private final TreeMap<Long, Long> endOf = new TreeMap<>();

  boolean covers(Range range) {
    Map.Entry<Long, Long> run = endOf.floorEntry(range.offset());
    return run != null && run.getValue() >= range.end();
  }

  void add(Range range) {
    long offset = range.offset();
    long end = range.end();
    Map.Entry<Long, Long> run = endOf.floorEntry(end);
    while (run != null && run.getValue() >= offset) {
      offset = Math.min(offset, run.getKey());
      end = Math.max(end, run.getValue());
      endOf.remove(run.getKey());
      run = endOf.floorEntry(end);
    }
    endOf.put(offset, end);
  }
}
