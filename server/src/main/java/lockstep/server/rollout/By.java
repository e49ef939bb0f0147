package lockstep.server.rollout;

import java.io.IOException;

/// Whoever does something to a rollout.
///
/// @param who as in the audit log
/// @param witness is told before anything takes effect
public record By(String who, Witness witness) {
  /// Writes down what is about to be done; what it cannot write down is not done.
  @FunctionalInterface
  public interface Witness {
    /// @param next its last event is what is about to be done
    void sees(RolloutState next) throws IOException;
  }

  /// Nobody but the rollout's own history is told.
  public static By unwitnessed(String who) {
    return new By(who, _ -> {});
  }
}
