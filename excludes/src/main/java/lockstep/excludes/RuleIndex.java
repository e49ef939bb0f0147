package lockstep.excludes;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds the last of many rules that names a path, without trying them all.
///
/// A rule without a glob is found by hash: by its path when anchored, by its last name when not. A glob rule whose first
/// name is literal is only tried for paths below that name; the few others are tried for each path.
final class RuleIndex {
  static final int NONE = -1;

  private final List<ExcludeRule> rules;
  private final LiteralTable<Last> byPath;
  private final LiteralTable<Last> byName;
  private final LiteralTable<int[]> globsByTop;
  private final int[] otherGlobs;

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
    Map<Bytes, Last> paths = new HashMap<>();
    Map<Bytes, Last> names = new HashMap<>();
    Map<Bytes, List<Integer>> tops = new HashMap<>();
    List<Integer> others = new ArrayList<>();
    for (int i = 0; i < rules.size(); i++) {
      PathPattern pattern = rules.get(i).pattern();
      if (pattern.isLiteral()) {
        Map<Bytes, Last> literals = pattern.isAnchored() ? paths : names;
        Bytes key = Bytes.copyOf(pattern.literalPrefix(Integer.MAX_VALUE));
        literals.put(key, literals.getOrDefault(key, Last.NEVER).then(i, pattern));
      } else {
        Bytes top = Bytes.copyOf(pattern.literalPrefix(1));
        boolean below = pattern.isAnchored() && top.length() > 0;
        (below ? tops.computeIfAbsent(top, _ -> new ArrayList<>()) : others).add(i);
      }
    }
    this.byPath = new LiteralTable<>(paths);
    this.byName = new LiteralTable<>(names);
    Map<Bytes, int[]> descending = new HashMap<>();
    tops.forEach((top, globs) -> descending.put(top, descending(globs)));
    this.globsByTop = new LiteralTable<>(descending);
    this.otherGlobs = descending(others);
  }

  private static int[] descending(List<Integer> numbers) {
    return numbers.reversed().stream().mapToInt(Integer::intValue).toArray();
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
    int hash = 1;
    int nameHash = 1;
    int nameStart = 0;
    int topEnd = length;
    int topHash = 1;
    for (int i = 0; i < length; i++) {
      byte b = path.at(i);
      if (b == '/') {
        if (nameStart == 0) {
          topEnd = i;
          topHash = hash;
        }
        nameStart = i + 1;
        nameHash = 1;
      } else {
        nameHash = 31 * nameHash + b;
      }
      hash = 31 * hash + b;
    }
    int best = literal(byPath.find(path, 0, length, hash), type, NONE);
    best = literal(byName.find(path, nameStart, length, nameHash), type, best);
    if (topEnd < length) {
      int[] globs = globsByTop.find(path, 0, topEnd, topHash);
      best = globs == null ? best : lastGlob(globs, best, path, type);
    }
    return lastGlob(otherGlobs, best, path, type);
  }

  private static int literal(@Nullable Last found, EntryType type, int best) {
    return found == null ? best : Math.max(best, found.of(type));
  }

  private int lastGlob(int[] descending, int best, RelativePath path, EntryType type) {
    for (int rule : descending) {
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
