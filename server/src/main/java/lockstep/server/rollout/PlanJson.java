package lockstep.server.rollout;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import lockstep.images.json.Json;
import lockstep.images.json.JsonException;

/// A plan as JSON: docs/formats/rollout-v1.md.
public final class PlanJson {
  private PlanJson() {}

  public static Json.Object of(RolloutPlan plan) {
    List<Json> stages = new ArrayList<>();
    for (Stage stage : plan.stages()) {
      stages.add(
          Json.object()
              .put("below", stage.below())
              .put("groups", Json.texts(stage.groups()))
              .put("bakeSeconds", stage.bake().toSeconds())
              .build());
    }
    Json.ObjectBuilder json =
        Json.object()
            .put("stages", stages)
            .put("salt", plan.salt())
            .put("threshold", plan.threshold())
            .put("notBefore", plan.notBefore().toString())
            .put("windows", Json.texts(plan.windows().stream().map(Window::toString).toList()))
            .put("byHand", plan.mode() == RolloutPlan.Mode.BY_HAND);
    plan.check()
        .ifPresent(check ->
            json.put(
                "check",
                Json.object()
                    .put("kind", check.kind().name().toLowerCase(Locale.ROOT))
                    .put("target", check.target())
                    .put("timeoutSeconds", check.timeout().toSeconds())));
    return json.build();
  }

  /// @throws JsonException when it is none, saying why
  public static RolloutPlan read(Json.Object json) throws JsonException {
    List<Stage> stages = new ArrayList<>();
    try {
      for (Json.Object item : json.objects("stages")) {
        stages.add(stage(item));
      }
      List<Window> windows = json.texts("windows").stream().map(Window::parse).toList();
      return new RolloutPlan(
          stages,
          json.text("salt"),
          number(json, "threshold"),
          Instant.parse(json.text("notBefore")),
          windows,
          json.bool("byHand") ? RolloutPlan.Mode.BY_HAND : RolloutPlan.Mode.BY_ITSELF,
          json.find("check").isPresent()
              ? Optional.of(check(json.object("check")))
              : Optional.empty());
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new JsonException("no plan: " + e.getMessage());
    }
  }

  private static Stage stage(Json.Object json) throws JsonException {
    return new Stage(
        number(json, "below"),
        json.texts("groups"),
        Duration.ofSeconds(number(json, "bakeSeconds")));
  }

  private static SuccessCheck check(Json.Object json) throws JsonException {
    return new SuccessCheck(
        SuccessCheck.Kind.valueOf(json.text("kind").toUpperCase(Locale.ROOT)),
        json.text("target"),
        Duration.ofSeconds(number(json, "timeoutSeconds")));
  }

  static int number(Json.Object json, String key) throws JsonException {
    long value = json.whole(key);
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw new JsonException("'" + key + "' is " + value);
    }
    return (int) value;
  }
}
