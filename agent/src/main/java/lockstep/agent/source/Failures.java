package lockstep.agent.source;

import lockstep.images.Problem;
import lockstep.images.ProblemException;

/// What people are told when bytes cannot be had.
final class Failures {
  private static final String CODE = "E-SOURCE";

  private Failures() {}

  static ProblemException gaveUp(String address, String reason, String tries) {
    return new ProblemException(
        new Problem(
            CODE,
            address,
            reason + "; gave up after " + tries,
            "see that the server runs and this machine reaches it (curl -I "
                + address
                + "), then converge again: what was verified is not fetched again"));
  }

  static ProblemException refused(String address, String reason, String next) {
    return new ProblemException(new Problem(CODE, address, reason, next));
  }
}
