package lockstep.agent.source;

import java.time.Duration;
import lockstep.images.Problem;
import lockstep.images.ProblemException;

/// A server does not serve now, and said when to come again.
public final class BusyException extends ProblemException {
  private static final long serialVersionUID = 1L;

  private final Duration retryAfter;

  BusyException(Problem problem, Duration retryAfter) {
    super(problem);
    this.retryAfter = retryAfter;
  }

  public Duration retryAfter() {
    return retryAfter;
  }
}
