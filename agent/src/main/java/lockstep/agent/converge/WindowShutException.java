package lockstep.agent.converge;

import java.io.IOException;
import lockstep.images.Problem;

/// The window shut while an update was being staged: nothing of it is in the root yet. Never leaves this package.
final class WindowShutException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  WindowShutException(Problem problem) {
    super(problem.message());
    this.problem = problem;
  }

  Problem problem() {
    return problem;
  }
}
