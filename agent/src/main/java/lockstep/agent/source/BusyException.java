package lockstep.agent.source;

import java.io.IOException;
import java.time.Duration;
import lockstep.images.Explained;
import lockstep.images.Problem;

/// A server does not serve now, and said when to come again. It speaks against no object: whoever could do without the one that was
/// asked for does not ask the same server for more in its place.
public final class BusyException extends IOException implements Explained {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;
  private final Duration retryAfter;

  BusyException(Problem problem, Duration retryAfter) {
    super(problem.toString());
    this.problem = problem;
    this.retryAfter = retryAfter;
  }

  @Override
  public Problem problem() {
    return problem;
  }

  public Duration retryAfter() {
    return retryAfter;
  }
}
