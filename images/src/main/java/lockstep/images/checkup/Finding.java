package lockstep.images.checkup;

import java.util.Locale;
import lockstep.images.Problem;

/// How one thing is.
///
/// @param says what was seen
/// @param next what to do about it; empty where there is nothing to do
public record Finding(Verdict verdict, String says, String next) {
  /// The worse, the later.
  public enum Verdict {
    OK,
    /// It works, but not as it should, or not for long.
    WARN,
    /// It does not work.
    BAD;

    /// As people and scripts read it.
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public static Finding ok(String says) {
    return new Finding(Verdict.OK, says, "");
  }

  public static Finding warn(String says, String next) {
    return new Finding(Verdict.WARN, says, next);
  }

  public static Finding warn(Problem problem) {
    return warn(problem.brief(), problem.next());
  }

  public static Finding bad(String says, String next) {
    return new Finding(Verdict.BAD, says, next);
  }

  public static Finding bad(Problem problem) {
    return bad(problem.brief(), problem.next());
  }
}
