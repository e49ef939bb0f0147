package lockstep.server.fleet;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import lockstep.proto.CheckInMsg;
import lockstep.proto.MachineMsg;
import lockstep.server.store.Database;
import lockstep.server.store.Table;

/// Everything this server knows about machines. Safe for many threads; every call may wait for the disk.
public final class Fleet {
  /// Anyone who reaches the server can invent machines; the disk they fill is bounded.
  public static final int MAX_MACHINES = 1_000_000;

  private final Table<MachineId, MachineMsg> table;
  private final int maxMachines;
  private final AtomicInteger known = new AtomicInteger();

  public Fleet(Database database) throws IOException {
    this(database, MAX_MACHINES);
  }

  Fleet(Database database, int maxMachines) throws IOException {
    this.table = database.table("machines", new MachineCodecs.Keys(), new MachineCodecs.Records());
    this.maxMachines = maxMachines;
    table.forEach((_, _) -> known.incrementAndGet());
  }

  /// Keeps what a machine says of itself. When the answer is [CheckIn.Recorded], it is durable.
  public CheckIn recordCheckIn(CheckInMsg message, Instant now) throws IOException {
    Optional<MachineId> id = MachineId.parse(message.getMachine());
    if (id.isEmpty()) {
      return new CheckIn.Refused(MachineId.RULE);
    }
    CheckInMsg cut = ReportLimits.cut(message);
    if (cut.getSerializedSize() > ReportLimits.RECORD_BYTES) {
      return new CheckIn.Refused(
          "a check-in has at most " + ReportLimits.RECORD_BYTES + " bytes beside its lists");
    }
    if (known.get() >= maxMachines && table.get(id.get()).isEmpty()) {
      return new CheckIn.Refused("this server keeps no more than " + maxMachines + " machines");
    }
    return new CheckIn.Recorded(table.update(id.get(), before -> after(before, cut, now)));
  }

  private MachineMsg after(Optional<MachineMsg> before, CheckInMsg checkIn, Instant now) {
    if (before.isEmpty()) {
      known.incrementAndGet();
    }
    long firstSeen = before.map(MachineMsg::getFirstSeenEpochSeconds).orElse(now.getEpochSecond());
    return MachineMsg.newBuilder()
        .setMachine(checkIn.getMachine())
        .setHostname(checkIn.getHostname())
        .setAgentVersion(checkIn.getAgentVersion())
        .setFirstSeenEpochSeconds(firstSeen)
        .setLastSeenEpochSeconds(now.getEpochSecond())
        .setCheckIns(before.map(MachineMsg::getCheckIns).orElse(0L) + 1)
        .setLastReport(checkIn.getReport())
        .build();
  }

  /// All machines, by id, each without its triggers and problems: those are in [#machine].
  public List<MachineMsg> machines() throws IOException {
    List<MachineMsg> machines = new ArrayList<>();
    table.forEach((_, machine) -> machines.add(summary(machine)));
    return machines;
  }

  public Optional<MachineMsg> machine(MachineId id) throws IOException {
    return table.get(id);
  }

  private static MachineMsg summary(MachineMsg machine) {
    return machine.toBuilder()
        .setLastReport(machine.getLastReport().toBuilder().clearTriggers().clearProblems())
        .build();
  }
}
