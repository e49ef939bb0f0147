package lockstep.agent.source;

import java.io.IOException;
import java.time.Duration;
import lockstep.images.Problem;
import lockstep.images.ProblemException;

/// What people are told when bytes cannot be had.
final class Failures {
  private static final String CODE = "E-SOURCE";

  private Failures() {}

  static IOException gaveUp(String address, PassingFailure failure, String tries) {
    String reason = failure.reason() + "; gave up after " + tries;
    Duration asked = failure.retryAfter();
    if (asked != null) {
      String next =
          "the server asks to come again in " + asked.toSeconds() + " s: converge again then";
      return new BusyException(new Problem(CODE, address, reason, next), asked);
    }
    String next =
        "see that the server runs and this machine reaches it (curl -I "
            + address
            + "), then converge again: what was verified is not fetched again";
    return new ProblemException(new Problem(CODE, address, reason, next));
  }

  static ProblemException refused(String address, String reason, String next) {
    return new ProblemException(new Problem(CODE, address, reason, next));
  }
}
