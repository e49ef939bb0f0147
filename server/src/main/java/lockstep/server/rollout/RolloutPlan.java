package lockstep.server.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import lockstep.images.release.RolloutStatement;
import lockstep.images.release.RolloutStatement.Pace;

/// How a release is to reach the fleet.
///
/// @param stages each reaches more machines than the one before; the last one all
/// @param salt gives machines another order
/// @param threshold in hundredths of a percent: the share of a stage's machines that may be hurt
/// @param notBefore when it may begin
/// @param windows when it may begin and go on by itself; none: at any time
/// @param check what must say yes before it leaves a stage by itself
public record RolloutPlan(
    List<Stage> stages,
    String salt,
    int threshold,
    Instant notBefore,
    List<Window> windows,
    Mode mode,
    Optional<SuccessCheck> check) {
  /// One machine of fifty.
  public static final int DEFAULT_THRESHOLD = 200;

  private static final int MAX_STAGES = 100;
  private static final int MAX_SALT_LETTERS = 100;

  /// Who moves it on.
  public enum Mode {
    BY_ITSELF,
    /// `lockstep rollout advance`, and nobody else. It still halts by itself.
    BY_HAND
  }

  /// @throws IllegalArgumentException saying what is wrong
  public RolloutPlan {
    stages = List.copyOf(stages);
    windows = List.copyOf(windows);
    if (stages.isEmpty() || stages.size() > MAX_STAGES) {
      throw new IllegalArgumentException("a plan has 1 to %d stages".formatted(MAX_STAGES));
    }
    for (int i = 1; i < stages.size(); i++) {
      if (!stages.get(i).follows(stages.get(i - 1))) {
        throw new IllegalArgumentException(
            "stage %d (%s) does not reach more machines than stage %d (%s)"
                .formatted(i + 1, stages.get(i), i, stages.get(i - 1)));
      }
    }
    if (!stages.getLast().isEveryone()) {
      throw new IllegalArgumentException("the last stage must be 100 %");
    }
    if (threshold < 0 || threshold > RolloutStatement.BUCKETS) {
      throw new IllegalArgumentException("a threshold is 0 % to 100 %");
    }
    if (salt.length() > MAX_SALT_LETTERS) {
      throw new IllegalArgumentException(
          "a salt has at most %d letters".formatted(MAX_SALT_LETTERS));
    }
  }

  /// Everyone from the start: what a publish without a rollout does.
  static RolloutPlan atOnce(Instant now) {
    return new RolloutPlan(
        List.of(new Stage(RolloutStatement.BUCKETS, List.of(), Duration.ZERO)),
        "",
        DEFAULT_THRESHOLD,
        now,
        List.of(),
        Mode.BY_ITSELF,
        Optional.empty());
  }

  RolloutPlan withThreshold(int changed) {
    return new RolloutPlan(stages, salt, changed, notBefore, windows, mode, check);
  }

  /// @param number from 1; 0 for none yet
  public RolloutStatement statement(Subject subject, int number, Pace pace) {
    int below = number == 0 ? 0 : stage(number).below();
    List<String> groups = number == 0 ? List.of() : stage(number).groups();
    return new RolloutStatement(
        subject.release(), subject.current(), subject.old(), below, groups, salt, pace);
  }

  public Stage stage(int number) {
    return stages.get(number - 1);
  }

  /// `at`, or when a window opens next.
  Instant inWindow(Instant at) {
    return windows.stream()
        .map(window -> window.openFrom(at))
        .min(Comparator.naturalOrder())
        .orElse(at);
  }
}
