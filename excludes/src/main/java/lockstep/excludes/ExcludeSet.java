package lockstep.excludes;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Ordered exclude rules; the last one that names a path decides.
///
/// Rules of the image and rules of the machine are kept apart: each decides on its own, and the stricter verdict stands,
/// so nothing a machine writes makes Lockstep touch more. Immutable, safe for many threads.
public final class ExcludeSet {
  public static final ExcludeSet EMPTY = new ExcludeSet(List.of(), List.of());

  private final RuleIndex shipped;
  private final RuleIndex local;

  private ExcludeSet(List<ExcludeRule> shipped, List<ExcludeRule> local) {
    this.shipped = new RuleIndex(shipped);
    this.local = new RuleIndex(local);
  }

  /// Reads a file of rules.
  ///
  /// @param source its name, for messages
  /// @throws ExcludeSyntaxException at the first bad line
  public static ExcludeSet parse(String source, Bytes content) throws ExcludeSyntaxException {
    return new ExcludeSet(new ExcludeParser(source).parse(content), List.of());
  }

  /// Reads what [#lines] gave, as a manifest keeps it; messages call the source `image`.
  ///
  /// @throws ExcludeSyntaxException at the first bad line
  public static ExcludeSet ofLines(List<Bytes> lines) throws ExcludeSyntaxException {
    return new ExcludeSet(new ExcludeParser("image").parse(lines), List.of());
  }

  /// The rules in order as they were written, without comments, blank lines and rules added by [#withLocal].
  public List<Bytes> lines() {
    return shipped.rules().stream().map(ExcludeRule::text).toList();
  }

  /// These rules, then `later`'s, whose `!` reaches these too.
  public ExcludeSet plus(ExcludeSet later) {
    return new ExcludeSet(
        concat(shipped.rules(), later.shipped.rules()), concat(local.rules(), later.local.rules()));
  }

  /// These rules, and beside them a machine's own, whose `!` reaches only them.
  public ExcludeSet withLocal(ExcludeSet machine) {
    return new ExcludeSet(
        shipped.rules(),
        concat(local.rules(), concat(machine.shipped.rules(), machine.local.rules())));
  }

  private static List<ExcludeRule> concat(List<ExcludeRule> first, List<ExcludeRule> second) {
    List<ExcludeRule> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  /// Every rule, the image's first.
  public List<ExcludeRule> rules() {
    return concat(shipped.rules(), local.rules());
  }

  /// Whose the path is, provided that its parent is managed, or is a seed that is being read or made. Below an excluded
  /// directory everything is excluded and nobody asks; below a seed that exists on a machine everything is the machine's.
  ///
  /// The root is always managed.
  public Verdict judge(RelativePath path, EntryType type) {
    return stricter(shipped.judge(path, type), local.judge(path, type));
  }

  private static Verdict stricter(Verdict one, Verdict other) {
    return rank(one) >= rank(other) ? one : other;
  }

  private static int rank(Verdict verdict) {
    return switch (verdict) {
      case MANAGED -> 0;
      case SEED -> 1;
      case EXCLUDED -> 2;
    };
  }

  /// The rule that decides about a path, to explain it: the one that excludes a directory above it, else the last that
  /// names it, else the one that makes a directory above it a seed. Empty when no rule speaks of it.
  public Optional<ExcludeRule> ruleFor(RelativePath path, EntryType type) {
    if (path.isRoot()) {
      return Optional.empty();
    }
    Optional<ExcludeRule> above = ruleFor(path.parent(), EntryType.DIRECTORY);
    if (above.isPresent() && above.get().action() == ExcludeRule.Action.EXCLUDE) {
      return above;
    }
    ExcludeRule own = decisive(shipped.lastRule(path, type), local.lastRule(path, type));
    boolean seedAbove = above.isPresent() && above.get().action() == ExcludeRule.Action.SEED;
    return own != null ? Optional.of(own) : seedAbove ? above : Optional.empty();
  }

  private static @Nullable ExcludeRule decisive(
      @Nullable ExcludeRule shipped, @Nullable ExcludeRule local) {
    if (shipped == null || local == null) {
      return shipped == null ? local : shipped;
    }
    return rank(shipped.action().verdict()) >= rank(local.action().verdict()) ? shipped : local;
  }

  @Override
  public String toString() {
    return shipped.rules().size() + " rules, " + local.rules().size() + " local";
  }
}
