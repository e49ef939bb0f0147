package lockstep.server.delta;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// Finds the contents of `from` that a content is like. Built by one thread, then used by any.
///
/// The first base is the content at the same path, or the likest of those at like paths: programs that were built anew
/// share few runs of bytes and still make good differences. More bases are added while they bring enough features that
/// none before had: a file that was renamed, split or merged finds its parts so.
final class BaseChoice {
  private static final int MAX_BASES = 3;

  /// A further base must share at least this part of its own length.
  private static final int MIN_SHARED_FRACTION = 8;

  private static final int MIN_SHARED_FEATURES = 2;

  private final ImageContents from;
  private final PathLikeness paths;
  private final FeatureIndex features = new FeatureIndex();
  private final int[] seenBytes;
  private final boolean[] gzip;

  private BaseChoice(ImageContents from) {
    this.from = from;
    this.paths = new PathLikeness(from);
    this.seenBytes = new int[from.all().size()];
    this.gzip = new boolean[from.all().size()];
  }

  /// Reads all of `from`.
  static BaseChoice of(ImageContents from, ContentWork work) throws IOException {
    BaseChoice choice = new BaseChoice(from);
    work.forEach(
        from.all(),
        ImageContent::sizeBytes,
        (content, loader) -> Sample.of(content, loader),
        choice::add);
    return choice;
  }

  /// What is kept of a content.
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  private record Sample(ImageContent content, int seenBytes, boolean gzip, long[] features) {
    static Sample of(ImageContent content, ContentLoader loader) throws IOException {
      SeenContent seen = SeenContent.of(loader.load(content.content()));
      LongStream.Builder features = LongStream.builder();
      Features.forEach(seen.seen(), features::add);
      return new Sample(
          content, seen.seen().remaining(), seen.isGzip(), features.build().toArray());
    }
  }

  private void add(Sample sample) {
    int number = sample.content.number();
    seenBytes[number] = sample.seenBytes;
    gzip[number] = sample.gzip;
    for (long feature : sample.features) {
      features.add(feature, number);
    }
  }

  /// @param seen all of `target`
  Kin choose(ImageContent target, SeenContent seen) {
    List<int[]> sharers = sharers(seen);
    List<Kin.Base> bases = new ArrayList<>();
    Set<Integer> chosen = new HashSet<>();
    ImageContent first = first(target, sharers);
    ImageContent next = first != null ? first : further(sharers, chosen);
    while (next != null && bases.size() < MAX_BASES) {
      bases.add(new Kin.Base(next, seenBytes[next.number()], gzip[next.number()]));
      chosen.add(next.number());
      next = further(sharers, chosen);
    }
    return Kin.of(target, seen, bases);
  }

  /// For each feature that `from` has: who has it.
  private List<int[]> sharers(SeenContent seen) {
    List<int[]> sharers = new ArrayList<>();
    int[] found = new int[FeatureIndex.MAX_PLACES];
    int[] count = {0};
    Features.forEach(
        seen.seen(),
        feature -> {
          count[0] = 0;
          features.forEach(feature, content -> found[count[0]++] = content);
          if (count[0] > 0) {
            sharers.add(Arrays.copyOf(found, count[0]));
          }
        });
    return sharers;
  }

  private @Nullable ImageContent first(ImageContent target, List<int[]> sharers) {
    ImageContent same = from.at(target.path());
    if (same != null) {
      return same;
    }
    Map<Integer, Integer> shared = count(sharers, Set.of());
    ImageContent best = null;
    for (ImageContent like : paths.like(target.path())) {
      if (best == null || isLiker(like, best, target, shared)) {
        best = like;
      }
    }
    return best;
  }

  private boolean isLiker(
      ImageContent one, ImageContent other, ImageContent target, Map<Integer, Integer> shared) {
    int more =
        Integer.compare(
            shared.getOrDefault(one.number(), 0), shared.getOrDefault(other.number(), 0));
    return more != 0
        ? more > 0
        : Math.abs(one.sizeBytes() - target.sizeBytes())
            < Math.abs(other.sizeBytes() - target.sizeBytes());
  }

  /// The content that has most of the features that none of `chosen` has, if those are worth its length.
  private @Nullable ImageContent further(List<int[]> sharers, Set<Integer> chosen) {
    int best = -1;
    int most = MIN_SHARED_FEATURES - 1;
    for (Map.Entry<Integer, Integer> entry : count(sharers, chosen).entrySet()) {
      int content = entry.getKey();
      if (entry.getValue() > most || (entry.getValue() == most && content < best)) {
        best = content;
        most = entry.getValue();
      }
    }
    long sharedBytes = (long) most * Features.BYTES_PER_FEATURE;
    return best < 0 || sharedBytes * MIN_SHARED_FRACTION < seenBytes[best]
        ? null
        : from.all().get(best);
  }

  private static Map<Integer, Integer> count(List<int[]> sharers, Set<Integer> without) {
    Map<Integer, Integer> counts = new HashMap<>();
    for (int[] contents : sharers) {
      if (!hasAny(contents, without)) {
        for (int content : contents) {
          counts.merge(content, 1, Integer::sum);
        }
      }
    }
    return counts;
  }

  private static boolean hasAny(int[] contents, Set<Integer> wanted) {
    for (int content : contents) {
      if (wanted.contains(content)) {
        return true;
      }
    }
    return false;
  }
}
