package lockstep.server.rollout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import lockstep.images.release.RolloutStatement;

/// Who takes current from some point of a rollout on.
///
/// @param below machines whose bucket is below it, see [RolloutStatement#bucket]
/// @param groups machines in one of these, whatever their bucket
/// @param bake how long it is looked at before the next one
public record Stage(int below, List<String> groups, Duration bake) {
  public Stage {
    groups = List.copyOf(groups);
    if (below < 0 || below > RolloutStatement.BUCKETS || (below == 0 && groups.isEmpty())) {
      throw new IllegalArgumentException("a stage for nobody, or for more than all: " + below);
    }
    if (bake.isNegative()) {
      throw new IllegalArgumentException("a bake time of " + bake);
    }
  }

  public boolean isEveryone() {
    return below == RolloutStatement.BUCKETS;
  }

  /// Whether it reaches more machines than `other`, and all of those.
  boolean follows(Stage other) {
    boolean covers = isEveryone() || groups.containsAll(other.groups);
    boolean more = below > other.below || groups.size() > other.groups.size();
    return below >= other.below && covers && more;
  }

  /// As people read it: `canary, 10 %`.
  @Override
  public String toString() {
    List<String> parts = new ArrayList<>(groups);
    if (below > 0) {
      parts.add(percent(below));
    }
    return String.join(", ", parts);
  }

  /// `2 %`, `0.25 %`.
  public static String percent(int hundredths) {
    String fraction = "%02d".formatted(hundredths % 100).replaceAll("0+$", "");
    return hundredths / 100 + (fraction.isEmpty() ? "" : "." + fraction) + " %";
  }
}
