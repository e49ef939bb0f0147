package lockstep.agent.uplink;

import lockstep.images.Problem;
import lockstep.proto.AssignmentMsg;

/// What became of a check-in.
public sealed interface CheckInAnswer {
  /// The server has recorded the report.
  record Assigned(AssignmentMsg assignment) implements CheckInAnswer {}

  /// The server may or may not have the report; it goes with the next check-in.
  record Unheard(Problem problem) implements CheckInAnswer {}
}
