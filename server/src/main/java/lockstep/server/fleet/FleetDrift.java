package lockstep.server.fleet;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lockstep.proto.DriftMsg;
import lockstep.proto.FleetDriftMsg;
import lockstep.proto.ReportMsg;
import lockstep.proto.SharedDriftMsg;

/// The differences of all machines together: what many share is one thing to look at, not many.
public final class FleetDrift {
  /// Kinds of differences that are told apart; more are only counted. Machines say what they like.
  private static final int MOST_KINDS = 100_000;

  private static final int SHOWN = 500;
  private static final int NAMES = 5;

  private final Map<DriftMsg, SharedDriftMsg.Builder> shared = new HashMap<>();
  private long machines;
  private long leftOff;

  private FleetDrift() {}

  /// Reads all machines.
  public static FleetDriftMsg of(Fleet fleet, Instant now) throws IOException {
    FleetDrift drift = new FleetDrift();
    fleet.forEach(
        now,
        (machine, standing) -> {
          // What a revoked machine said last is nobody's any more.
          // What has one image and waits for the other differs from that, which is no drift.
          ReportMsg report = machine.getLastReport();
          if (standing.state() != MachineState.REVOKED
              && report.getImage().isEmpty()
              && report.getDifferences() > 0) {
            drift.machines++;
            report.getDriftList().forEach(one -> drift.add(one, machine.getMachine()));
          }
        });
    return drift.message();
  }

  private void add(DriftMsg one, String machine) {
    SharedDriftMsg.Builder group = shared.get(one);
    if (group == null) {
      if (shared.size() >= MOST_KINDS) {
        leftOff++;
        return;
      }
      group = SharedDriftMsg.newBuilder().setDrift(one);
      shared.put(one, group);
    }
    group.setMachines(group.getMachines() + 1);
    if (group.getNamesCount() < NAMES) {
      group.addNames(machine);
    }
  }

  private FleetDriftMsg message() {
    List<SharedDriftMsg> all = new ArrayList<>();
    shared.values().forEach(group -> all.add(group.build()));
    all.sort(
        Comparator.comparingLong(SharedDriftMsg::getMachines)
            .reversed()
            .thenComparing(group -> group.getDrift().getPath()));
    return FleetDriftMsg.newBuilder()
        .setMachines(machines)
        .addAllShared(all.subList(0, Math.min(SHOWN, all.size())))
        .setLeftOff(leftOff + Math.max(0, all.size() - SHOWN))
        .build();
  }
}
