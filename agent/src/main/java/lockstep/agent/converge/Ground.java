package lockstep.agent.converge;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import lockstep.agent.assignment.Order;
import lockstep.agent.image.Published;
import lockstep.images.console.Figures;
import lockstep.images.release.Rollout;
import lockstep.images.release.RolloutStatement;

/// What decided which image a machine is to be on.
///
/// @param because in words
/// @param order its number, where an order decided; else 0
public record Ground(By by, String because, long order) {
  public enum By {
    /// `--image`
    OPTION,
    FORCE,
    PIN,
    ROLLOUT;

    /// The word in `--json`.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static final Ground OPTION = new Ground(By.OPTION, "--image names it", 0);

  static Ground of(Order order) {
    boolean force = order.kind() == Order.Kind.FORCE;
    String until =
        force ? "while release " + order.release() + " is the newest" : "until it expires";
    String because =
        "order %d by %s, %s%s"
            .formatted(
                order.number(),
                order.by().isEmpty() ? "nobody who is named" : order.by(),
                until,
                order.reason().isEmpty() ? "" : ": " + order.reason());
    return new Ground(force ? By.FORCE : By.PIN, because, order.number());
  }

  static Ground of(Published published, Standing standing) {
    return new Ground(By.ROLLOUT, because(published.rollout(), standing), 0);
  }

  private static String because(Rollout rollout, Standing standing) {
    return switch (rollout) {
      case Rollout.Unstaged() -> "no rollout statement was ever published: everyone takes current";
      case Rollout.Held(String why) -> why;
      case Rollout.Staged(RolloutStatement statement) -> stage(statement, standing);
    };
  }

  private static String stage(RolloutStatement statement, Standing standing) {
    if (statement.pace() == RolloutStatement.Pace.HALTED) {
      return "the rollout is halted";
    }
    if (statement.isEveryoneOnOld()) {
      return "no stage has begun, or current was taken back: everyone takes old";
    }
    List<String> named = new ArrayList<>(statement.groups());
    named.retainAll(standing.groups());
    if (!named.isEmpty()) {
      return "its group %s takes current".formatted(named.getFirst());
    }
    String bucket =
        "its bucket is %s, those below %s of %s take current"
            .formatted(
                Figures.count(statement.bucket(standing.machine())),
                Figures.count(statement.currentBelow()),
                Figures.count(RolloutStatement.BUCKETS));
    return statement.groups().isEmpty()
        ? bucket
        : bucket + ", and so do the groups " + String.join(", ", statement.groups());
  }
}
