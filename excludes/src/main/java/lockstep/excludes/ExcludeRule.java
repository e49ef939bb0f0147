package lockstep.excludes;

/// One line of exclude rules.
///
/// @param source where it was read, for messages
/// @param line counted from 1
/// @param text as written, without what the syntax ignores (a comment is no rule, unprotected spaces at the end go)
public record ExcludeRule(String source, int line, Bytes text, Action action, PathPattern pattern) {
  /// What the rule does to the paths its pattern names.
  public enum Action {
    EXCLUDE(Verdict.EXCLUDED),
    SEED(Verdict.SEED),
    /// A `!` line: takes back what earlier rules said.
    MANAGE(Verdict.MANAGED);

    private final Verdict verdict;

    Action(Verdict verdict) {
      this.verdict = verdict;
    }

    public Verdict verdict() {
      return verdict;
    }
  }

  /// `file:line: text`, for people.
  @Override
  public String toString() {
    return source + ":" + line + ": " + text;
  }
}
