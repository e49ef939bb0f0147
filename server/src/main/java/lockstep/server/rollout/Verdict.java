package lockstep.server.rollout;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import lockstep.images.console.Figures;
import lockstep.images.release.RolloutStatement;

/// What the machines that a stage reaches say about it.
///
/// @param counts a fate that no machine had may be missing
/// @param hurt the first of them, by name
public record Verdict(Map<Fate, Integer> counts, List<Hurt> hurt) {
  /// Nobody was asked.
  public static final Verdict NONE = new Verdict(Map.of(), List.of());

  /// Of those that are named.
  static final int MAX_NAMED = 50;

  public Verdict {
    counts = Map.copyOf(counts);
    hurt = List.copyOf(hurt);
  }

  public int count(Fate fate) {
    return counts.getOrDefault(fate, 0);
  }

  public int hurtCount() {
    return counts.keySet().stream().filter(Fate::isHurt).mapToInt(this::count).sum();
  }

  /// Of how many machines [#hurtCount] is the share.
  public int judged() {
    return counts.keySet().stream().filter(Fate::isJudged).mapToInt(this::count).sum();
  }

  boolean passes(int threshold) {
    return (long) hurtCount() * RolloutStatement.BUCKETS > (long) threshold * judged();
  }

  /// Whether half of the machines that say anything took it, or none says anything.
  boolean isProven() {
    return count(Fate.TOOK) * 2L >= judged();
  }

  /// `2 failed, 1 silent of 60 machines`.
  String summary() {
    Map<Fate, Integer> sorted = new EnumMap<>(Fate.class);
    sorted.putAll(counts);
    String hurts =
        sorted.entrySet().stream()
            .filter(each -> each.getKey().isHurt() && each.getValue() > 0)
            .map(each -> each.getValue() + " " + each.getKey())
            .collect(Collectors.joining(", "));
    return (hurts.isEmpty() ? "none hurt" : hurts)
        + " of "
        + Figures.count(judged(), "machine", "machines");
  }
}
