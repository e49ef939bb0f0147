package lockstep.agent;

import lockstep.images.Problem;
import lockstep.images.ProblemException;

/// The command line, with the settings file, does not say enough: exit code 2.
final class UsageException extends ProblemException {
  private static final long serialVersionUID = 1L;

  UsageException(String message, String next) {
    super(new Problem("E-USAGE", "", message, next));
  }
}
