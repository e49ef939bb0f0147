package lockstep.agent.fetch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lockstep.agent.fetch.HadRanges.Run;
import lockstep.agent.fetch.Ranges.Range;
import lockstep.agent.fetch.Sources.Source;
import lockstep.images.IntegrityException;

/// Bytes that proved wrong: has others say them again, and finds out who lied. Safe for many threads.
///
/// A check may also fail because something else is not as it should be, a file of the root that the bytes are applied to
/// perhaps. So a source is blamed only when another one says something else and is right: its bytes pass the check, or it is
/// the origin.
final class Doubt {
  /// How much more of a source that lied before is said again at once: 64 KiB the second time, then four times as much each
  /// time. A single wrong bit costs one small request, an object full of them a few large ones.
  private static final long FIRST_WIDER_BYTES = 64 * 1024;

  private static final int MAX_GROWTHS = 8;

  private final Sources sources;
  private final Map<Long, Integer> lies = new HashMap<>();

  Doubt(Sources sources) {
    this.sources = sources;
  }

  /// @param wrong what the check said of the bytes that are here
  /// @throws IntegrityException when nobody has bytes that pass
  /// @throws IOException when the origin could not be asked, and nobody else has them either
  <T> T settle(LocalCopy copy, Range range, FetchArea.Use<T> use, IntegrityException wrong)
      throws IOException {
    List<Source> order = sources.inOrder();
    IOException failure = wrong;
    for (Source source : toAsk(order, copy.over(range))) {
      Download again = Download.again(copy, wider(copy, range));
      boolean isOrigin = source.equals(order.getLast());
      try {
        again.from(source);
      } catch (IOException e) {
        if (!again.isFaultOfSource(e)) {
          throw e;
        }
        if (!isOrigin) {
          sources.failed(source, copy.object(), e);
        }
        failure = e;
        continue;
      }
      if (again.contradicted().isEmpty()) {
        throw wrong; // two say the same: it is what the repository holds
      }
      try {
        T made = copy.use(range, use);
        blame(again, source, copy.object());
        return made;
      } catch (IntegrityException e) {
        failure = e;
        if (isOrigin) {
          blame(again, source, copy.object());
        }
      }
    }
    throw failure;
  }

  /// From the wrong bytes to where their source may have to be heard again.
  private Range wider(LocalCopy copy, Range range) {
    List<Run> runs = copy.over(range);
    if (runs.isEmpty()) {
      return range;
    }
    Run last = runs.getLast();
    long width = width(last.mark());
    long end = Math.max(range.end(), Math.min(last.range().end(), range.offset() + width));
    return new Range(range.offset(), end - range.offset());
  }

  private synchronized long width(long mark) {
    int count = lies.getOrDefault(mark, 0);
    int doublings = 2 * Math.min(count - 1, MAX_GROWTHS);
    return count == 0 ? 0 : Math.min(FIRST_WIDER_BYTES << doublings, Ranges.REQUEST_BYTES);
  }

  /// Those whose bytes `right` contradicts. A local copy that is contradicted by the very source it came from was damaged
  /// here.
  private void blame(Download again, Source right, String object) throws IOException {
    for (Source source : sources.known()) {
      if (!source.equals(right) && again.contradicted().contains(source.mark())) {
        synchronized (this) {
          lies.merge(source.mark(), 1, Integer::sum);
        }
        sources.failed(
            source, object, new IntegrityException("it sent other bytes than it should have"));
      }
    }
  }

  /// Those who have not been heard, the origin before all; or last, if it was.
  private static List<Source> toAsk(List<Source> order, List<Run> heard) {
    Set<Long> marks = new HashSet<>();
    heard.forEach(run -> marks.add(run.mark()));
    Source origin = order.getLast();
    List<Source> others = new ArrayList<>(order.subList(0, order.size() - 1));
    others.removeIf(mirror -> marks.contains(mirror.mark()));
    others.add(marks.contains(origin.mark()) ? others.size() : 0, origin);
    return others;
  }
}
