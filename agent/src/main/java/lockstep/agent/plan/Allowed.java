package lockstep.agent.plan;

import java.util.List;
import java.util.Optional;
import lockstep.excludes.Bytes;
import lockstep.excludes.EntryType;
import lockstep.excludes.ExcludeRule;
import lockstep.excludes.ExcludeRule.Action;
import lockstep.excludes.ExcludeSet;
import lockstep.excludes.ExcludeSyntaxException;
import lockstep.excludes.RelativePath;

/// Where a machine's owner allows something. Immutable.
public final class Allowed {
  public static final Allowed EVERYWHERE = at(List.of("*"));
  public static final Allowed NOWHERE = at(List.of());

  private final ExcludeSet paths;

  private Allowed(ExcludeSet paths) {
    this.paths = paths;
  }

  /// At the paths that these patterns of exclude rules name, and below the directories among them; the last pattern that
  /// names a path decides, so `!` takes back.
  ///
  /// @throws IllegalArgumentException with the reason why something is no such pattern
  public static Allowed at(List<String> patterns) {
    try {
      ExcludeSet paths = ExcludeSet.ofLines(patterns.stream().map(Bytes::of).toList());
      boolean seeds = paths.rules().stream().anyMatch(rule -> rule.action() == Action.SEED);
      if (seeds || paths.rules().size() != patterns.size()) {
        throw new IllegalArgumentException(
            "%s must be patterns of paths, without comments, blanks and seeds".formatted(patterns));
      }
      return new Allowed(paths);
    } catch (ExcludeSyntaxException e) {
      throw new IllegalArgumentException(
          "'%s' is no pattern: %s".formatted(patterns.get(e.line() - 1), e.reason()), e);
    }
  }

  /// @param path of anything but a directory
  boolean covers(RelativePath path) {
    Optional<ExcludeRule> rule = paths.ruleFor(path, EntryType.OTHER);
    return rule.isPresent() && rule.get().action() == Action.EXCLUDE;
  }

  /// Equal when the patterns are.
  @Override
  public String toString() {
    return paths.lines().toString();
  }
}
