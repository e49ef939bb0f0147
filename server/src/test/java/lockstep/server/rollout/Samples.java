package lockstep.server.rollout;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lockstep.images.ContentHash;
import lockstep.images.ImageId;

/// A release, and plans for it.
final class Samples {
  static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z"); // a Friday

  static final Subject RELEASE = new Subject(7, image("green"), Optional.of(image("blue")));

  private Samples() {}

  static ImageId image(String name) {
    return new ImageId(ContentHash.of(name.getBytes(StandardCharsets.UTF_8)));
  }

  /// 1 %, 10 %, 100 %; half an hour each.
  static RolloutPlan plan() {
    return plan(NOON, List.of(), RolloutPlan.Mode.BY_ITSELF);
  }

  static RolloutPlan plan(Instant notBefore, List<Window> windows, RolloutPlan.Mode mode) {
    return new RolloutPlan(
        stages(List.of(), 100, 1000, 10_000), "", 200, notBefore, windows, mode, Optional.empty());
  }

  static List<Stage> stages(List<String> groups, int... below) {
    List<Stage> stages = new ArrayList<>();
    for (int each : below) {
      stages.add(new Stage(each, groups, Duration.ofMinutes(30)));
    }
    return stages;
  }

  static Verdict verdict(int took, int failed) {
    return new Verdict(
        Map.of(Fate.TOOK, took, Fate.FAILED, failed),
        failed == 0 ? List.of() : List.of(new Hurt("web-1", Fate.FAILED, "E-TRIGGER")));
  }
}
