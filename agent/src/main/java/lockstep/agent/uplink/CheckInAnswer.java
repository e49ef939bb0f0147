package lockstep.agent.uplink;

import java.time.Duration;
import java.util.Optional;
import lockstep.images.Problem;
import lockstep.proto.AssignmentMsg;

/// What became of a check-in.
public sealed interface CheckInAnswer {
  /// The server has recorded the report.
  record Assigned(AssignmentMsg assignment) implements CheckInAnswer {}

  /// The server may or may not have the report; it goes with the next check-in.
  ///
  /// @param retryAfter when the server asks to be asked again
  record Unheard(Problem problem, Lasting lasting, Optional<Duration> retryAfter)
      implements CheckInAnswer {}

  /// Whether asking again soon may help.
  enum Lasting {
    PASSING,
    /// The server is there and does not believe, or understand, this machine.
    UNTIL_SOMEBODY_ACTS
  }
}
