package lockstep.server.gate;

import com.google.protobuf.InvalidProtocolBufferException;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import lockstep.proto.CheckInMsg;
import lockstep.proto.FleetMsg;
import lockstep.proto.MachineMsg;
import lockstep.proto.RevokeMsg;
import lockstep.server.audit.Actor;
import lockstep.server.audit.AuditLog;
import lockstep.server.fleet.CheckIn;
import lockstep.server.fleet.Fleet;
import lockstep.server.fleet.FleetDrift;
import lockstep.server.fleet.MachineId;
import lockstep.server.fleet.MachineKey;

/// Answers for the fleet. Every call may wait for the disk.
final class FleetDesk {
  private static final int MAX_REASON_LETTERS = 256;

  private final Fleet fleet;
  private final WordDesk words;
  private final AuditLog audit;
  private final InstantSource clock;

  FleetDesk(Fleet fleet, WordDesk words, AuditLog audit, InstantSource clock) {
    this.fleet = fleet;
    this.words = words;
    this.audit = audit;
    this.clock = clock;
  }

  /// A 200 is sent only for what is on disk.
  Reply checkIn(Call call) throws IOException {
    CheckInMsg message;
    try {
      message = CheckInMsg.parseFrom(call.request().body());
    } catch (InvalidProtocolBufferException e) {
      return Reply.text(HttpResponseStatus.BAD_REQUEST, "the body is no check-in");
    }
    Optional<MachineKey> machine = machine(call.caller());
    if (machine.isEmpty()) {
      return Reply.text(HttpResponseStatus.FORBIDDEN, "the certificate names no machine");
    }
    return switch (fleet.recordCheckIn(machine.get(), message, clock.instant())) {
      case CheckIn.Recorded(MachineMsg recorded) -> Reply.message(words.assignment(recorded));
      case CheckIn.Refused(String reason) -> Reply.text(HttpResponseStatus.BAD_REQUEST, reason);
      case CheckIn.Denied(String reason) -> Reply.text(HttpResponseStatus.FORBIDDEN, reason);
      case CheckIn.Repeated(MachineMsg repeated) -> {
        if (repeated.getIdentity().getRepeats() == 1) {
          audit.record(
              Actor.machine(machine.get().id().value(), call.caller().source()),
              "machine.repeat",
              machine.get().id().value(),
              "a counter came twice: the machine was copied, or went back in time");
        }
        yield Reply.text(
            HttpResponseStatus.CONFLICT,
            "a later report of this machine is known: it was copied, or went back in time");
      }
    };
  }

  /// Whom a certificate speaks of.
  static Optional<MachineKey> machine(Caller caller) {
    return caller
        .machine()
        .flatMap(machine ->
            MachineId.parse(machine.name()).map(id -> new MachineKey(id, machine.key())));
  }

  Reply machines() throws IOException {
    return Reply.message(
        FleetMsg.newBuilder().addAllMachines(fleet.machines(clock.instant())).build());
  }

  Reply drift() throws IOException {
    return Reply.message(FleetDrift.of(fleet, clock.instant()));
  }

  Reply machine(Call call) throws IOException {
    Optional<MachineId> id = MachineId.parse(call.argument());
    Optional<MachineMsg> machine = id.isEmpty() ? Optional.empty() : fleet.machine(id.get());
    return machine.isEmpty()
        ? Reply.notFound()
        : Reply.message(
            Fleet.shown(machine.get(), clock.instant()).toBuilder()
                .addAllPast(fleet.history(id.get()))
                .build());
  }

  /// Only of a machine that is revoked: of any other it would be no secret that it is gone, but a surprise that it comes back.
  Reply remove(Call call) throws IOException {
    Optional<MachineId> id = MachineId.parse(call.argument());
    Optional<MachineMsg> machine = id.isEmpty() ? Optional.empty() : fleet.machine(id.get());
    if (machine.isEmpty()) {
      return Reply.notFound();
    }
    if (machine.get().getIdentity().getRevokedEpochSeconds() == 0) {
      return Reply.text(
          HttpResponseStatus.BAD_REQUEST, "the machine is not revoked: revoke it first");
    }
    audit.record(call.actor(), "machine.remove", id.get().value(), "");
    return fleet.remove(id.get()).<Reply>map(Reply::message).orElseGet(Reply::notFound);
  }

  Reply revoke(Call call) throws IOException {
    Optional<MachineId> id = MachineId.parse(call.argument());
    if (id.isEmpty()) {
      return Reply.notFound();
    }
    String reason;
    try {
      reason = RevokeMsg.parseFrom(call.request().body()).getReason();
    } catch (InvalidProtocolBufferException e) {
      return Reply.text(HttpResponseStatus.BAD_REQUEST, "the body is no revocation");
    }
    if (reason.isBlank() || reason.length() > MAX_REASON_LETTERS) {
      return Reply.text(
          HttpResponseStatus.BAD_REQUEST,
          "a revocation needs a reason of at most " + MAX_REASON_LETTERS + " letters");
    }
    if (fleet.machine(id.get()).isEmpty()) {
      return Reply.notFound();
    }
    audit.record(call.actor(), "machine.revoke", id.get().value(), reason);
    return fleet
        .revoke(id.get(), call.operator(), reason, clock.instant())
        .<Reply>map(Reply::message)
        .orElseGet(Reply::notFound);
  }
}
