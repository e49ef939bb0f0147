package lockstep.agent.source;

import lockstep.images.Problem;
import lockstep.images.ProblemException;

/// The repository does not have an object that its metadata names. The metadata may have moved on: refresh it once.
public final class GoneException extends ProblemException {
  private static final long serialVersionUID = 1L;

  public GoneException(String address) {
    super(
        new Problem(
            "E-GONE",
            address,
            "the repository does not have this object although its metadata names it",
            "run `lockstep fsck` on the repository"));
  }
}
