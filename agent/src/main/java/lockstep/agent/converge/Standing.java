package lockstep.agent.converge;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import lockstep.agent.assignment.Order;
import lockstep.agent.window.Windows;

/// Who is to choose an image, and what holds for this machine alone.
///
/// @param groups those its certificate names
/// @param order what the server said last
/// @param windows outside of which nothing is to be changed
public record Standing(
    String machine, List<String> groups, Optional<Order> order, Instant now, Windows windows) {
  public Standing {
    groups = List.copyOf(groups);
  }

  /// The number of the newest order known; 0 without one.
  long orderNumber() {
    return order.map(Order::number).orElse(0L);
  }
}
