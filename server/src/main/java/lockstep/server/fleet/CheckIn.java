package lockstep.server.fleet;

import lockstep.proto.MachineMsg;

/// What became of a check-in. Reasons are for people and quote nothing that was sent.
public sealed interface CheckIn {
  /// It is on disk; `machine` is the record it led to.
  record Recorded(MachineMsg machine) implements CheckIn {}

  /// It was not recorded, and never will be as it is.
  record Refused(String reason) implements CheckIn {}

  /// Whoever sent it is not the machine, or no more.
  record Denied(String reason) implements CheckIn {}

  /// Its counter was there before: it is a copy, or comes from a copy of the machine, or from one that went back in time.
  record Repeated(MachineMsg machine) implements CheckIn {}
}
