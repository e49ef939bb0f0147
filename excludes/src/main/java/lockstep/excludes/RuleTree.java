package lockstep.excludes;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lockstep.excludes.RuleIndex.LastRule;

/// A place in the tree of the names that rules start with.
///
/// @param below by the next name
/// @param here the last rule without a glob that ends here
/// @param globs the rules whose first glob stands right below, last first
record RuleTree(LiteralTable<RuleTree> below, LastRule here, List<Integer> globs) {
  /// Takes rules in order.
  static final class Builder {
    private final Map<Bytes, Builder> below = new HashMap<>();
    private final List<Integer> globs = new ArrayList<>();
    private LastRule here = LastRule.NEVER;

    /// A pattern that is not anchored may match anywhere, and so stands at the top.
    void add(int rule, PathPattern pattern) {
      Builder place = this;
      for (Bytes name : pattern.isAnchored() ? pattern.literalNames() : List.<Bytes>of()) {
        place = place.below.computeIfAbsent(name, _ -> new Builder());
      }
      if (pattern.isLiteral()) {
        place.here = place.here.then(rule, pattern);
      } else {
        place.globs.add(rule);
      }
    }

    RuleTree build() {
      Map<Bytes, RuleTree> built = new HashMap<>();
      below.forEach((name, place) -> built.put(name, place.build()));
      return new RuleTree(new LiteralTable<>(built), here, List.copyOf(globs.reversed()));
    }
  }
}
