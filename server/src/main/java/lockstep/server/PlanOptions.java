package lockstep.server;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lockstep.server.rollout.RolloutPlan;
import lockstep.server.rollout.Stage;
import lockstep.server.rollout.SuccessCheck;
import lockstep.server.rollout.Window;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// How a release is to reach the fleet.
final class PlanOptions {
  @Option(
      names = "--stages",
      paramLabel = "PERCENT",
      split = ",",
      defaultValue = "1,10,50,100",
      converter = PercentText.class,
      description =
          "what share of the fleet takes it in each stage; ends with 100 (default: ${DEFAULT-VALUE})")
  private List<Integer> stages;

  @Option(
      names = "--groups",
      paramLabel = "GROUP",
      split = ",",
      description =
          "groups of machines that take it first, in a stage of their own; may be given several times")
  private List<String> groups = List.of();

  @Option(
      names = "--bake",
      paramLabel = "TIME",
      split = ",",
      defaultValue = "30m",
      converter = TimeText.class,
      description =
          "how long a stage is looked at before the next: one time for all, or one for each stage"
              + " (default: ${DEFAULT-VALUE})")
  private List<Duration> bakes;

  @Option(
      names = "--threshold",
      paramLabel = "PERCENT",
      defaultValue = "2%",
      converter = PercentText.class,
      description =
          "halt by itself when a larger share of a stage's machines failed, undid it, fell silent or"
              + " flap (default: ${DEFAULT-VALUE})")
  private int threshold;

  @Option(
      names = "--at",
      paramLabel = "TIME",
      converter = BeginText.class,
      description = "begin then, such as 2026-11-30T08:00:00Z; not now")
  private @Nullable Instant begin;

  @Option(
      names = "--window",
      paramLabel = "HOURS",
      converter = WindowText.class,
      description =
          "begin and go on only then, such as 'Mon-Fri 09:00-16:00 Europe/Zurich'; may be given"
              + " several times")
  private List<Window> windows = List.of();

  @Option(names = "--by-hand", description = "go on only by 'rollout advance'; halt by itself")
  private boolean byHand;

  @Option(
      names = "--check-command",
      paramLabel = "COMMAND",
      description =
          "leave a stage only when this says so, run by the server's user with the rollout as JSON on"
              + " its input: exit code 0 goes on, 75 asks again in a minute, any other halts")
  private @Nullable String checkCommand;

  @Option(
      names = "--check-url",
      paramLabel = "URL",
      description =
          "the same by POST: 2xx goes on, 429 and 503 ask again in a minute, any other halts")
  private @Nullable String checkUrl;

  @Option(
      names = "--check-timeout",
      paramLabel = "TIME",
      defaultValue = "1m",
      converter = TimeText.class,
      description = "how long that may take; then it is asked again (default: ${DEFAULT-VALUE})")
  private Duration checkTimeout;

  @Option(
      names = "--salt",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "another text lets other machines be the first")
  private String salt;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  private static final Duration STANDARD_BAKE = Duration.ofMinutes(30);

  /// What the options make by default, with these stages.
  static RolloutPlan standard(List<Integer> percent, Instant now, CommandLine command) {
    try {
      return new RolloutPlan(
          percent.stream().map(below -> new Stage(below, List.of(), STANDARD_BAKE)).toList(),
          "",
          RolloutPlan.DEFAULT_THRESHOLD,
          now,
          List.of(),
          RolloutPlan.Mode.BY_ITSELF,
          Optional.empty());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command, "no plan: " + e.getMessage(), e);
    }
  }

  /// @throws ParameterException when the options make no plan
  RolloutPlan plan(Instant now) {
    try {
      return new RolloutPlan(
          stages(),
          salt,
          threshold,
          begin == null ? now : begin,
          windows,
          byHand ? RolloutPlan.Mode.BY_HAND : RolloutPlan.Mode.BY_ITSELF,
          check());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "no plan: " + e.getMessage(), e);
    }
  }

  private Optional<SuccessCheck> check() {
    if (checkCommand != null && checkUrl != null) {
      throw new IllegalArgumentException("one success check, a command or a URL");
    }
    if (checkCommand != null) {
      return Optional.of(new SuccessCheck(SuccessCheck.Kind.COMMAND, checkCommand, checkTimeout));
    }
    return Optional.ofNullable(checkUrl)
        .map(url -> new SuccessCheck(SuccessCheck.Kind.WEBHOOK, url, checkTimeout));
  }

  private List<Stage> stages() {
    int first = groups.isEmpty() ? 0 : 1;
    int count = first + stages.size();
    if (bakes.size() != 1 && bakes.size() != count) {
      throw new IllegalArgumentException(
          "%d bake times for %d stages".formatted(bakes.size(), count));
    }
    List<Stage> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int below = i < first ? 0 : stages.get(i - first);
      all.add(new Stage(below, groups, bakes.get(bakes.size() == 1 ? 0 : i)));
    }
    return all;
  }
}
