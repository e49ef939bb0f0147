package lockstep.excludes;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds the last of many rules that names a path, without trying them all.
///
/// Anchored rules are sorted by their first name, so most paths of a root meet none of them; of those, rules without a
/// glob are found by hash. So are unanchored rules without a glob, by the path's last name. What remains is tried one by
/// one, last rule first.
final class RuleIndex {
  private static final int NONE = -1;

  private final List<ExcludeRule> rules;
  private final LiteralTable<Top> tops;
  private final LiteralTable<Last> names;
  private final List<Integer> globs;

  /// The rules that start with one name: literals by whole path, and globs, last first.
  private record Top(LiteralTable<Last> paths, List<Integer> globs) {}

  /// The last rule for a literal, by type; both are rule numbers or [#NONE].
  private record Last(int directory, int other) {
    private static final Last NEVER = new Last(NONE, NONE);

    Last then(int rule, PathPattern pattern) {
      return new Last(rule, pattern.isDirectoriesOnly() ? other : rule);
    }

    int of(EntryType type) {
      return type == EntryType.DIRECTORY ? directory : other;
    }
  }

  RuleIndex(List<ExcludeRule> rules) {
    this.rules = List.copyOf(rules);
    Map<Bytes, List<Integer>> byTop = new HashMap<>();
    Map<Bytes, Last> byName = new HashMap<>();
    List<Integer> others = new ArrayList<>();
    for (int i = 0; i < rules.size(); i++) {
      PathPattern pattern = rules.get(i).pattern();
      Bytes first = Bytes.copyOf(pattern.literalPrefix(1));
      if (first.length() == 0 || !(pattern.isAnchored() || pattern.isLiteral())) {
        others.add(i);
      } else if (pattern.isAnchored()) {
        byTop.computeIfAbsent(first, _ -> new ArrayList<>()).add(i);
      } else {
        addLiteral(byName, i);
      }
    }
    Map<Bytes, Top> topByName = new HashMap<>();
    byTop.forEach((top, numbers) -> topByName.put(top, top(numbers)));
    this.tops = new LiteralTable<>(topByName);
    this.names = new LiteralTable<>(byName);
    this.globs = List.copyOf(others.reversed());
  }

  private Top top(List<Integer> numbers) {
    Map<Bytes, Last> literals = new HashMap<>();
    List<Integer> others = new ArrayList<>();
    for (int i : numbers) {
      if (rules.get(i).pattern().isLiteral()) {
        addLiteral(literals, i);
      } else {
        others.add(i);
      }
    }
    return new Top(new LiteralTable<>(literals), List.copyOf(others.reversed()));
  }

  private void addLiteral(Map<Bytes, Last> literals, int rule) {
    PathPattern pattern = rules.get(rule).pattern();
    Bytes key = Bytes.copyOf(pattern.literalPrefix(Integer.MAX_VALUE));
    literals.put(key, literals.getOrDefault(key, Last.NEVER).then(rule, pattern));
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
    Top top = tops.find(path, 0, path.nameEnd(0));
    if (top != null) {
      best = lastGlob(top.globs, literal(top.paths.find(path, 0, length), type, best), path, type);
    }
    best = literal(names.find(path, path.nameStart(length), length), type, best);
    return lastGlob(globs, best, path, type);
  }

  private static int literal(@Nullable Last found, EntryType type, int best) {
    return found == null ? best : Math.max(best, found.of(type));
  }

  private int lastGlob(List<Integer> descending, int best, RelativePath path, EntryType type) {
    for (int i = 0; i < descending.size(); i++) {
      int rule = descending.get(i);
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
