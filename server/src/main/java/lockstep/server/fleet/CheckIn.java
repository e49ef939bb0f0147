package lockstep.server.fleet;

import lockstep.proto.MachineMsg;

/// What became of a check-in.
public sealed interface CheckIn {
  /// It is on disk; `machine` is the record it led to.
  record Recorded(MachineMsg machine) implements CheckIn {}

  /// It was not recorded, and never will be as it is. The reason is for people and quotes nothing it was sent.
  record Refused(String reason) implements CheckIn {}
}
