package lockstep.server;

import java.time.Instant;
import java.util.List;
import lockstep.images.json.Json;
import lockstep.proto.MachineMsg;
import lockstep.proto.OrderMsg;

/// How an order to one machine is shown to people and to scripts.
final class OrderView {
  private OrderView() {}

  /// What came of giving an order.
  ///
  /// @param outcome the word for scripts
  static Outcome given(String outcome, MachineMsg machine) {
    return new Outcome(
        Json.object()
            .put("outcome", outcome)
            .put("machine", machine.getMachine())
            .put("order", json(machine.getOrder()))
            .build(),
        List.of(machine.getMachine() + " is " + line(machine.getOrder())));
  }

  /// @param order that was not lifted
  static String line(OrderMsg order) {
    String what =
        order.getForce()
            ? "forced to %s while release %d is the newest"
                .formatted(MachineView.abbreviated(order.getImage()), order.getRelease())
            : "pinned to %s until %s, owner %s"
                .formatted(
                    MachineView.abbreviated(order.getImage()),
                    time(order.getExpiresEpochSeconds()),
                    order.getOwner());
    String reason = order.getReason().isBlank() ? "no reason given" : order.getReason();
    return "%s; by %s at %s: %s"
        .formatted(what, order.getBy(), time(order.getMadeEpochSeconds()), reason);
  }

  /// Empty when nothing was ever ordered, or it was lifted.
  static Json.Object json(OrderMsg order) {
    if (order.getImage().isEmpty()) {
      return Json.Object.EMPTY;
    }
    Json.ObjectBuilder json =
        Json.object()
            .put("number", order.getNumber())
            .put("image", order.getImage())
            .put("force", order.getForce())
            .put("release", order.getRelease())
            .put("owner", order.getOwner())
            .put("by", order.getBy())
            .put("reason", order.getReason())
            .put("made", time(order.getMadeEpochSeconds()));
    return order.getForce()
        ? json.build()
        : json.put("expires", time(order.getExpiresEpochSeconds())).build();
  }

  private static String time(long epochSeconds) {
    return Instant.ofEpochSecond(epochSeconds).toString();
  }
}
