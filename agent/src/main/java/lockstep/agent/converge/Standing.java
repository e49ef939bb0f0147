package lockstep.agent.converge;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import lockstep.agent.assignment.Order;

/// Who is to choose an image, and what holds for this machine alone.
///
/// @param groups those its certificate names
/// @param order what the server said last
/// @param shut present where nothing is to be changed outside the machine's windows, and it is outside of them
public record Standing(
    String machine, List<String> groups, Optional<Order> order, Instant now, Optional<Shut> shut) {
  /// @param opens when the next window begins; empty when none does, as far as can be seen
  public record Shut(Optional<Instant> opens) {}

  public Standing {
    groups = List.copyOf(groups);
  }

  /// The number of the newest order known; 0 without one.
  long orderNumber() {
    return order.map(Order::number).orElse(0L);
  }
}
