package lockstep.server.fleet;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import lockstep.proto.IdentityMsg;
import lockstep.proto.MachineMsg;
import lockstep.proto.ReportMsg;

/// The state a machine is in at any time, as long as nothing more is heard of it. A pure function of what is kept of it.
///
/// @param settled while it is neither silent nor flapping
/// @param silentAfter by the server's clock, in seconds since 1970
/// @param flappingUntil likewise
record Outlook(MachineState settled, long silentAfter, long flappingUntil) {
  private static final long NEVER = Instant.MAX.getEpochSecond();
  private static final long LONG_OVER = Long.MIN_VALUE;

  static Outlook of(MachineMsg machine) {
    IdentityMsg identity = machine.getIdentity();
    if (Identity.isRevoked(identity)) {
      return always(MachineState.REVOKED);
    }
    if (identity.getRepeats() > 0) {
      return always(MachineState.CLONED);
    }
    if (machine.getCheckIns() == 0) {
      return always(MachineState.NEW);
    }
    ReportMsg report = machine.getLastReport();
    long silentAfter = machine.getLastSeenEpochSeconds() + Standing.patience(report).toSeconds();
    MachineState settled = settled(machine);
    return new Outlook(
        settled, silentAfter, settled == MachineState.STUCK ? LONG_OVER : flappingUntil(machine));
  }

  private static Outlook always(MachineState state) {
    return new Outlook(state, NEVER, LONG_OVER);
  }

  MachineState state(Instant now) {
    if (now.isAfter(Instant.ofEpochSecond(silentAfter))) {
      return MachineState.SILENT;
    }
    return now.getEpochSecond() <= flappingUntil ? MachineState.FLAPPING : settled;
  }

  private static MachineState settled(MachineMsg machine) {
    ReportMsg report = machine.getLastReport();
    return switch (report.getOutcome()) {
      case FAILED -> isStuck(machine) ? MachineState.STUCK : MachineState.FAILED;
      case UNDONE -> isStuck(machine) ? MachineState.STUCK : MachineState.UNDONE;
      case DEFERRED -> Standing.isHeld(report) ? MachineState.UNDONE : MachineState.WAITING;
      case CONVERGED, UNCHANGED, OUTCOME_UNKNOWN, UNRECOGNIZED -> {
        if (Standing.isHeld(report)) {
          yield MachineState.UNDONE;
        }
        yield report.getImage().isEmpty() ? MachineState.DIFFERS : MachineState.RIGHT;
      }
    };
  }

  private static boolean isStuck(MachineMsg machine) {
    return machine.getLatest().getTimes() >= Standing.STUCK_AFTER;
  }

  private static long flappingUntil(MachineMsg machine) {
    List<Long> times = new ArrayList<>(machine.getFightsEpochSecondsList());
    if (times.size() < Standing.FLAPPING_AFTER) {
      return LONG_OVER;
    }
    times.sort(null); // a clock may have been set back in between
    return times.get(times.size() - Standing.FLAPPING_AFTER) + Standing.FLAPPING_WITHIN.toSeconds();
  }
}
