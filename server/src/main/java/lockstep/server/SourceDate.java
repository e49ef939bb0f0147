package lockstep.server;

import java.util.Map;
import java.util.Optional;
import lockstep.images.Problem;
import lockstep.images.ProblemException;

/// The time that whoever builds reproducibly says it is: `SOURCE_DATE_EPOCH`, as reproducible-builds.org defines it.
final class SourceDate {
  private static final String VARIABLE = "SOURCE_DATE_EPOCH";

  private SourceDate() {}

  /// In seconds since 1970; empty when it is not set.
  static Optional<Long> of(Map<String, String> environment) throws ProblemException {
    String text = environment.get(VARIABLE);
    if (text == null) {
      return Optional.empty();
    }
    if (!text.matches("[0-9]{1,15}")) {
      throw new ProblemException(
          new Problem(
              "E-CLAMP",
              "",
              VARIABLE + " is '" + text + "', not seconds since 1970",
              "unset it, or set it with: export " + VARIABLE + "=$(date +%s)"));
    }
    return Optional.of(Long.parseLong(text));
  }
}
