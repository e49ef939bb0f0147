package lockstep.agent.source;

import java.time.Duration;
import lockstep.images.Problem;
import lockstep.images.ProblemException;

/// What people are told when bytes cannot be had.
final class Failures {
  private static final String CODE = "E-SOURCE";

  private Failures() {}

  static ProblemException gaveUp(String address, PassingFailure failure, String tries) {
    Problem problem =
        new Problem(
            CODE,
            address,
            failure.reason() + "; gave up after " + tries,
            "see that the server runs and this machine reaches it (curl -I "
                + address
                + "), then converge again: what was verified is not fetched again");
    Duration asked = failure.retryAfter();
    return asked == null ? new ProblemException(problem) : new BusyException(problem, asked);
  }

  static ProblemException refused(String address, String reason, String next) {
    return new ProblemException(new Problem(CODE, address, reason, next));
  }
}
