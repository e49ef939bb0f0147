package lockstep.agent.image;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import lockstep.images.Problem;
import lockstep.images.ProblemException;

/// The one moment a machine can be sure has passed before it has ever heard from a server: the day this agent is of, which
/// is `project.build.outputTimestamp` in `pom.xml`.
public final class BuildDate {
  static final Instant VALUE = LocalDate.of(2026, 11, 22).atStartOfDay().toInstant(ZoneOffset.UTC);

  private BuildDate() {}

  /// @throws ProblemException `E-CLOCK` when that day is still to come by this clock
  public static void check(Instant now) throws ProblemException {
    if (now.isBefore(VALUE)) {
      throw new ProblemException(
          new Problem(
              "E-CLOCK",
              "",
              "it is %s by this machine's clock, but this agent was made on %s"
                  .formatted(now, VALUE),
              "set this machine's clock"));
    }
  }
}
