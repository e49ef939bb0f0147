package lockstep.excludes;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds the last of many rules that names a path, without trying them all.
///
/// Rules stand in a tree of names, each where its first glob is, or at its end if it has none; a path meets only the rules
/// on its own way down, and most paths of a root leave the tree after a name or two. Unanchored rules without a glob are
/// found by the path's last name. The globs that are met are tried one by one, last rule first.
final class RuleIndex {
  private static final int NONE = -1;

  private final List<ExcludeRule> rules;
  private final RuleTree anchored;
  private final LiteralTable<LastRule> names;

  /// The last rule that names something, by its type; both are rule numbers or [#NONE].
  record LastRule(int directory, int other) {
    static final LastRule NEVER = new LastRule(NONE, NONE);

    LastRule then(int rule, PathPattern pattern) {
      return new LastRule(rule, pattern.isDirectoriesOnly() ? other : rule);
    }

    private int of(EntryType type) {
      return type == EntryType.DIRECTORY ? directory : other;
    }
  }

  RuleIndex(List<ExcludeRule> rules) {
    this.rules = List.copyOf(rules);
    RuleTree.Builder tree = new RuleTree.Builder();
    Map<Bytes, LastRule> byName = new HashMap<>();
    for (int i = 0; i < rules.size(); i++) {
      PathPattern pattern = rules.get(i).pattern();
      if (!pattern.isAnchored() && pattern.isLiteral()) {
        Bytes name = pattern.literalNames().getFirst();
        byName.put(name, byName.getOrDefault(name, LastRule.NEVER).then(i, pattern));
      } else {
        tree.add(i, pattern);
      }
    }
    this.anchored = tree.build();
    this.names = new LiteralTable<>(byName);
  }

  List<ExcludeRule> rules() {
    return rules;
  }

  @Nullable ExcludeRule lastRule(RelativePath path, EntryType type) {
    int rule = last(path, type);
    return rule == NONE ? null : rules.get(rule);
  }

  Verdict judge(RelativePath path, EntryType type) {
    int rule = last(path, type);
    return rule == NONE ? Verdict.MANAGED : rules.get(rule).action().verdict();
  }

  /// The number of the last rule that names the path, or [#NONE].
  private int last(RelativePath path, EntryType type) {
    int length = path.lengthBytes();
    if (length == 0 || rules.isEmpty()) {
      return NONE;
    }
    int best = NONE;
    if (!names.isEmpty()) {
      best = literal(names.find(path, path.nameStart(length), length), type, best);
    }
    RuleTree node = anchored;
    int at = 0;
    while (node != null && at < length) {
      best = glob(node.globs(), best, path, type);
      int end = path.nameEnd(at);
      node = node.below().find(path, at, end);
      at = end + 1;
    }
    return node == null ? best : literal(node.here(), type, best);
  }

  private static int literal(@Nullable LastRule found, EntryType type, int best) {
    return found == null ? best : Math.max(best, found.of(type));
  }

  private int glob(List<Integer> lastFirst, int best, RelativePath path, EntryType type) {
    for (int i = 0; i < lastFirst.size(); i++) {
      int rule = lastFirst.get(i);
      if (rule < best) {
        return best;
      }
      if (rules.get(rule).pattern().matches(path, type)) {
        return rule;
      }
    }
    return best;
  }
}
