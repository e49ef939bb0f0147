package lockstep.server.gate;

import com.google.protobuf.InvalidProtocolBufferException;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import lockstep.images.release.PublishedImage;
import lockstep.images.release.Release;
import lockstep.images.release.Take;
import lockstep.proto.MachineMsg;
import lockstep.proto.NewOrderMsg;
import lockstep.proto.OrderMsg;
import lockstep.server.audit.AuditLog;
import lockstep.server.fleet.Fleet;
import lockstep.server.fleet.MachineId;
import lockstep.server.overview.Served;
import lockstep.server.overview.Whys;

/// Takes orders to one machine, and says what decides about it. Every call may wait for the disk.
///
/// An order names one of the two signed images, so that whoever holds this server can choose between them and nothing else.
final class OrderDesk {
  private static final int MAX_LETTERS = 256;
  private static final Duration LONGEST_PIN = Duration.ofDays(365);

  private final Fleet fleet;
  private final Served served;
  private final Listeners listeners;
  private final AuditLog audit;
  private final InstantSource clock;

  OrderDesk(Fleet fleet, Served served, Listeners listeners, AuditLog audit, InstantSource clock) {
    this.fleet = fleet;
    this.served = served;
    this.listeners = listeners;
    this.audit = audit;
    this.clock = clock;
  }

  private Optional<MachineMsg> machine(Call call) throws IOException {
    Optional<MachineId> id = MachineId.parse(call.argument());
    return id.isEmpty() ? Optional.empty() : fleet.machine(id.get());
  }

  Reply why(Call call) throws IOException {
    Optional<MachineMsg> machine = machine(call);
    return machine.isEmpty()
        ? Reply.notFound()
        : Reply.message(Whys.of(machine.get(), served.now(), clock.instant()));
  }

  Reply order(Call call) throws IOException {
    NewOrderMsg wanted;
    try {
      wanted = NewOrderMsg.parseFrom(call.request().body());
    } catch (InvalidProtocolBufferException e) {
      return refused("the body is no order");
    }
    Optional<MachineMsg> machine = machine(call);
    if (machine.isEmpty()) {
      return Reply.notFound();
    }
    Optional<String> objection = objection(wanted);
    if (objection.isPresent()) {
      return refused(objection.get());
    }
    Optional<Served.State> state = served.now();
    if (state.isEmpty()) {
      return refused("nothing is published yet");
    }
    Release release = state.get().release();
    Optional<PublishedImage> image =
        wanted.getImage().isEmpty()
            ? byRollout(machine.get(), state.get())
            : release.named(wanted.getImage());
    if (image.isEmpty()) {
      return refused(
          wanted.getImage().isEmpty()
              ? "the rollout is halted, so it gives the machine no image: say current or old"
              : "'%s' does not name one published image; choose one of: %s"
                  .formatted(wanted.getImage(), release.offered()));
    }
    return given(call, wanted, image.get(), release);
  }

  private static Optional<String> objection(NewOrderMsg wanted) {
    if (wanted.getReason().length() > MAX_LETTERS
        || wanted.getOwner().length() > MAX_LETTERS
        || wanted.getImage().length() > MAX_LETTERS) {
      return Optional.of("image, reason and owner have at most " + MAX_LETTERS + " letters each");
    }
    if (wanted.getForce()) {
      return Optional.empty();
    }
    if (wanted.getReason().isBlank()) {
      return Optional.of("a pin needs a reason, for those who find it later");
    }
    if (wanted.getImage().isEmpty()) {
      return Optional.of("a pin names the image: current or old");
    }
    return wanted.getValidSeconds() <= 0 || wanted.getValidSeconds() > LONGEST_PIN.toSeconds()
        ? Optional.of("a pin is valid for a second to " + LONGEST_PIN.toDays() + " days")
        : Optional.empty();
  }

  private static Optional<PublishedImage> byRollout(MachineMsg machine, Served.State state) {
    return switch (Whys.takes(machine, state)) {
      case Take.CURRENT -> Optional.of(state.release().current());
      case Take.OLD -> state.release().old();
      case Take.HOLD -> Optional.empty();
    };
  }

  private Reply given(Call call, NewOrderMsg wanted, PublishedImage image, Release release)
      throws IOException {
    Instant now = clock.instant();
    String owner = wanted.getOwner().isBlank() ? call.operator() : wanted.getOwner();
    OrderMsg.Builder order =
        OrderMsg.newBuilder()
            .setImage(image.id().toString())
            .setForce(wanted.getForce())
            .setRelease(release.counter())
            .setBy(call.operator())
            .setOwner(owner)
            .setReason(wanted.getReason());
    if (!wanted.getForce()) {
      order.setExpiresEpochSeconds(now.plusSeconds(wanted.getValidSeconds()).getEpochSecond());
    }
    audit.record(
        call.actor(),
        wanted.getForce() ? "machine.force" : "machine.pin",
        call.argument(),
        "to %s (%s)%s: %s"
            .formatted(
                image.label(),
                image.id().abbreviated(),
                wanted.getForce()
                    ? " while release " + release.counter() + " is the newest"
                    : " until "
                        + Instant.ofEpochSecond(order.getExpiresEpochSeconds())
                        + ", owner "
                        + owner,
                wanted.getReason().isBlank() ? "no reason given" : wanted.getReason()));
    return told(fleet.order(new MachineId(call.argument()), order.build(), now), now);
  }

  /// The machine hears of it when it comes, and at once if it listens.
  private Reply told(Optional<MachineMsg> machine, Instant now) {
    if (machine.isEmpty()) {
      return Reply.notFound();
    }
    listeners.tell(new MachineId(machine.get().getMachine()));
    return Reply.message(Fleet.shown(machine.get(), now));
  }

  /// Takes back what was ordered, a pin or a force; nothing, if there is nothing.
  Reply lift(Call call) throws IOException {
    Optional<MachineMsg> machine = machine(call);
    if (machine.isEmpty()) {
      return Reply.notFound();
    }
    if (!machine.get().getOrder().getImage().isEmpty()) {
      audit.record(call.actor(), "machine.unpin", call.argument(), "");
    }
    Instant now = clock.instant();
    return told(fleet.lift(new MachineId(call.argument()), call.operator(), "", now), now);
  }

  private static Reply refused(String why) {
    return Reply.text(HttpResponseStatus.BAD_REQUEST, why);
  }
}
