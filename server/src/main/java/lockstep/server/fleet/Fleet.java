package lockstep.server.fleet;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import lockstep.images.ContentHash;
import lockstep.proto.AssignmentMsg;
import lockstep.proto.CheckInMsg;
import lockstep.proto.IdentityMsg;
import lockstep.proto.MachineMsg;
import lockstep.proto.OrderMsg;
import lockstep.proto.PastMsg;
import lockstep.server.store.Change;

/// Everything this server knows about machines. Safe for many threads; every call may wait for the disk.
public final class Fleet {
  /// Whoever has a join token of many uses can invent machines; the disk they fill is bounded.
  public static final int MAX_MACHINES = 1_000_000;

  private static final CheckIn UNKNOWN =
      new CheckIn.Denied("this server does not know the machine");

  private final FleetStore store;
  private final int maxMachines;

  public Fleet(FleetStore store) {
    this(store, MAX_MACHINES);
  }

  Fleet(FleetStore store, int maxMachines) {
    this.store = store;
    this.maxMachines = maxMachines;
  }

  /// Keeps what a machine says of itself. When the answer is [CheckIn.Recorded], it is durable.
  ///
  /// @param caller who sent it, as its connection proves
  public CheckIn recordCheckIn(MachineKey caller, CheckInMsg message, Instant now)
      throws IOException {
    if (!message.getMachine().equals(caller.id().value())) {
      return new CheckIn.Denied("a machine reports only as itself");
    }
    CheckInMsg cut = ReportLimits.cut(message);
    if (cut.getSerializedSize() > ReportLimits.RECORD_BYTES) {
      return new CheckIn.Refused(
          "a check-in has at most " + ReportLimits.RECORD_BYTES + " bytes beside its lists");
    }
    return store.update(
        caller.id(),
        before ->
            before
                .map(machine -> change(after(machine, caller.key(), cut, now)))
                .orElseGet(() -> Change.none(UNKNOWN)));
  }

  private static Change<MachineMsg, CheckIn> change(CheckIn checkIn) {
    return switch (checkIn) {
      case CheckIn.Recorded(MachineMsg machine) -> Change.to(machine, checkIn);
      case CheckIn.Repeated(MachineMsg machine) -> Change.to(machine, checkIn);
      case CheckIn.Refused _, CheckIn.Denied _ -> Change.none(checkIn);
    };
  }

  private static CheckIn after(
      MachineMsg before, ContentHash key, CheckInMsg checkIn, Instant now) {
    IdentityMsg identity = before.getIdentity();
    if (!Identity.isBelieved(identity, key)) {
      return new CheckIn.Denied(
          Identity.isRevoked(identity)
              ? "this machine's certificate was revoked"
              : "this key is no longer the machine's");
    }
    if (Long.compareUnsigned(checkIn.getCounter(), identity.getCounter()) <= 0) {
      return new CheckIn.Repeated(with(before, Identity.repeated(identity, now)));
    }
    return new CheckIn.Recorded(
        Past.with(before, checkIn.getReport(), now).toBuilder()
            .setHostname(checkIn.getHostname())
            .setAgentVersion(checkIn.getAgentVersion())
            .setLastSeenEpochSeconds(now.getEpochSecond())
            .setCheckIns(before.getCheckIns() + 1)
            .setLastReport(checkIn.getReport())
            .setIdentity(Identity.heard(identity, key, checkIn.getCounter()))
            .build());
  }

  /// Gives a name to a key, if it is nobody's, or revoked, or that key's already.
  ///
  /// @param expires when its certificate does
  /// @param replaces also if it is another key's, which then counts no more
  public Enrolled enrol(
      MachineKey machine, List<String> groups, Instant expires, boolean replaces, Instant now)
      throws IOException {
    if (store.size() >= maxMachines && store.machine(machine.id()).isEmpty()) {
      return new Enrolled.Refused("this server keeps no more than " + maxMachines + " machines");
    }
    return store.update(
        machine.id(),
        before -> {
          MachineMsg known = before.orElseGet(() -> first(machine.id(), now));
          IdentityMsg identity = known.getIdentity();
          boolean same = Identity.isKey(identity, machine.key());
          if (Identity.isFree(identity) || (replaces && !same)) {
            return Change.to(
                with(known, Identity.enrolled(machine.key(), groups, expires, now)),
                new Enrolled.Joined());
          }
          if (same) {
            return Change.to(
                with(known, Identity.prolonged(identity, expires)), new Enrolled.Joined());
          }
          IdentityMsg contested = Identity.contested(identity, now);
          return Change.to(with(known, contested), new Enrolled.NameTaken(contested.getContests()));
        });
  }

  /// A new certificate for a key that has the name by now.
  ///
  /// @return whether it still has
  public boolean prolong(MachineKey machine, Instant expires) throws IOException {
    return store.update(
        machine.id(),
        before ->
            before
                .filter(known -> Identity.isKey(known.getIdentity(), machine.key()))
                .map(known ->
                    Change.to(with(known, Identity.prolonged(known.getIdentity(), expires)), true))
                .orElseGet(() -> Change.none(false)));
  }

  /// Whether a live key other than this has the name.
  public boolean isAnothers(MachineKey machine) throws IOException {
    return store
        .machine(machine.id())
        .map(MachineMsg::getIdentity)
        .filter(identity -> !Identity.isFree(identity))
        .filter(identity -> !Identity.isKey(identity, machine.key()))
        .isPresent();
  }

  private static MachineMsg with(MachineMsg machine, IdentityMsg identity) {
    return machine.toBuilder().setIdentity(identity).build();
  }

  private static MachineMsg first(MachineId id, Instant now) {
    return MachineMsg.newBuilder()
        .setMachine(id.value())
        .setFirstSeenEpochSeconds(now.getEpochSecond())
        .build();
  }

  /// Lets another key follow the machine's own, from its first use on.
  ///
  /// @return the machine's groups; empty when `machine` is not who it says, or no more
  public Optional<List<String>> renew(MachineKey machine, ContentHash nextKey, Instant expires)
      throws IOException {
    return store.update(
        machine.id(),
        before ->
            before
                .filter(known -> Identity.isBelieved(known.getIdentity(), machine.key()))
                .map(known -> renewed(known, nextKey, expires))
                .orElseGet(() -> Change.none(Optional.empty())));
  }

  private static Change<MachineMsg, Optional<List<String>>> renewed(
      MachineMsg machine, ContentHash nextKey, Instant expires) {
    IdentityMsg identity = machine.getIdentity();
    return Change.to(
        with(machine, Identity.renewed(identity, nextKey, expires)),
        Optional.of(identity.getGroupsList()));
  }

  /// Ends what the machine's keys are worth. Its name can be given to another key from now on.
  ///
  /// @return the machine from now on; empty when there is none of this name
  public Optional<MachineMsg> revoke(MachineId id, String by, String reason, Instant now)
      throws IOException {
    return store.update(
        id,
        before -> {
          if (before.isEmpty() || Identity.isFree(before.get().getIdentity())) {
            return Change.none(before);
          }
          MachineMsg revoked =
              with(before.get(), Identity.revoked(before.get().getIdentity(), by, reason, now));
          return Change.to(revoked, Optional.of(revoked));
        });
  }

  public boolean isEmpty() throws IOException {
    return store.size() == 0;
  }

  /// Takes one machine after another.
  public interface Visitor {
    /// @param machine as it is kept
    void visit(MachineMsg machine, Standing standing) throws IOException;
  }

  /// Shows every machine, by id.
  public void forEach(Instant now, Visitor visitor) throws IOException {
    store.forEach(machine -> visitor.visit(machine, Standing.of(machine, now)));
  }

  /// Shows every machine, in no order; for whoever only counts.
  public void glance(Consumer<Glance> consumer) throws IOException {
    store.glance(consumer);
  }

  /// All machines, by id, each without its past and the lists of its report: those are in [#machine].
  public List<MachineMsg> machines(Instant now) throws IOException {
    List<MachineMsg> machines = new ArrayList<>();
    forEach(now, (machine, standing) -> machines.add(summary(machine, standing)));
    return machines;
  }

  /// What a machine reported, the newest last.
  public List<PastMsg> history(MachineId id) throws IOException {
    return store.history(id);
  }

  /// Forgets what was last said before `time`.
  public void forgetHistory(Instant time) throws IOException {
    store.forgetHistory(time);
  }

  /// Forgets a machine and all it said, if it is revoked.
  ///
  /// @return what it was; empty when there is none of this name
  public Optional<MachineMsg> remove(MachineId id) throws IOException {
    return store.remove(id, machine -> Identity.isRevoked(machine.getIdentity()));
  }

  /// As it is kept, without its standing.
  public Optional<MachineMsg> machine(MachineId id) throws IOException {
    return store.machine(id);
  }

  /// The machine whose key this is; empty when it is nobody's, or no more.
  public Optional<MachineMsg> believed(MachineKey caller) throws IOException {
    return machine(caller.id())
        .filter(machine -> Identity.isBelieved(machine.getIdentity(), caller.key()));
  }

  /// With its standing.
  public static MachineMsg shown(MachineMsg machine, Instant now) {
    return machine.toBuilder().setStanding(Standing.of(machine, now).message()).build();
  }

  private static MachineMsg summary(MachineMsg machine, Standing standing) {
    return machine.toBuilder()
        .setLastReport(
            machine.getLastReport().toBuilder()
                .clearTriggers()
                .clearProbes()
                .clearChecks()
                .clearStaleProcesses()
                .clearProblems()
                .clearDrift())
        .clearLatest()
        .clearFightsEpochSeconds()
        .setStanding(standing.message())
        .build();
  }

  /// Gives a machine an order, which replaces the one it had.
  ///
  /// @param wanted without number and time
  /// @return the machine from now on; empty when there is none of this name
  public Optional<MachineMsg> order(MachineId id, OrderMsg wanted, Instant now) throws IOException {
    return ordered(id, before -> Orders.following(before, wanted, now));
  }

  /// Takes back the order a machine has.
  ///
  /// @return the machine from now on; empty when there is none of this name
  public Optional<MachineMsg> lift(MachineId id, String by, String reason, Instant now)
      throws IOException {
    return ordered(
        id,
        before -> before.getImage().isEmpty() ? before : Orders.lifted(before, by, reason, now));
  }

  private Optional<MachineMsg> ordered(MachineId id, UnaryOperator<OrderMsg> change)
      throws IOException {
    return store.update(
        id,
        before -> {
          if (before.isEmpty()) {
            return Change.none(before);
          }
          MachineMsg machine = before.get();
          MachineMsg after = machine.toBuilder().setOrder(change.apply(machine.getOrder())).build();
          return Change.to(after, Optional.of(after));
        });
  }

  /// What a machine is told in answer to its check-in.
  public static AssignmentMsg assignment(MachineMsg machine, Instant now) {
    AssignmentMsg.Builder assignment = AssignmentMsg.newBuilder();
    if (Orders.isInForce(machine.getOrder(), now)) {
      assignment.setOrder(machine.getOrder());
    }
    return assignment.build();
  }
}
