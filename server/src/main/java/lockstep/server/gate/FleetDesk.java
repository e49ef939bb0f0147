package lockstep.server.gate;

import com.google.protobuf.InvalidProtocolBufferException;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.time.InstantSource;
import lockstep.proto.AssignmentMsg;
import lockstep.proto.CheckInMsg;
import lockstep.proto.FleetMsg;
import lockstep.server.fleet.CheckIn;
import lockstep.server.fleet.Fleet;
import lockstep.server.fleet.MachineId;

/// Answers for the fleet. Every call may wait for the disk.
final class FleetDesk {
  private final Fleet fleet;
  private final InstantSource clock;

  FleetDesk(Fleet fleet, InstantSource clock) {
    this.fleet = fleet;
    this.clock = clock;
  }

  /// A 200 is sent only for what is on disk.
  Reply checkIn(Request request) throws IOException {
    CheckInMsg message;
    try {
      message = CheckInMsg.parseFrom(request.body());
    } catch (InvalidProtocolBufferException e) {
      return Reply.text(HttpResponseStatus.BAD_REQUEST, "the body is no check-in");
    }
    return switch (fleet.recordCheckIn(message, clock.instant())) {
      case CheckIn.Recorded(_) -> Reply.message(AssignmentMsg.getDefaultInstance());
      case CheckIn.Refused(String reason) -> Reply.text(HttpResponseStatus.BAD_REQUEST, reason);
    };
  }

  Reply machines() throws IOException {
    return Reply.message(FleetMsg.newBuilder().addAllMachines(fleet.machines()).build());
  }

  Reply machine(String id) throws IOException {
    return MachineId.parse(id).isEmpty()
        ? Reply.notFound()
        : fleet.machine(new MachineId(id)).<Reply>map(Reply::message).orElseGet(Reply::notFound);
  }
}
