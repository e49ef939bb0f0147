package lockstep.agent;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import lockstep.agent.converge.AgentHome;
import lockstep.agent.converge.CommandLog;
import lockstep.agent.converge.UpdateCycle;
import lockstep.agent.converge.UpdateCycle.TriggerUse;
import lockstep.agent.limit.Caps;
import lockstep.agent.mirror.Mirrors;
import lockstep.agent.plan.Planner.Reading;
import lockstep.agent.report.Outcome;
import lockstep.agent.report.Report;
import lockstep.agent.report.ReportJson;
import lockstep.agent.source.HttpOrigin;
import lockstep.agent.source.RepositorySource;
import lockstep.agent.watch.Knowledge;
import lockstep.agent.window.Windows;
import lockstep.images.Problem;
import lockstep.images.console.Console;
import lockstep.images.json.JsonWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "converge",
    mixinStandardHelpOptions = true,
    description = "Bring the root to the image this machine belongs on, and report.",
    footer = {
      "",
      "Examples:",
      "  lockstep-agent converge",
      "  lockstep-agent converge --repo /media/repo --root /mnt --state /mnt.state",
      "  lockstep-agent converge --image old --no-triggers"
    })
final class ConvergeCommand extends AgentCommand {
  @Option(
      names = "--image",
      paramLabel = "IMAGE",
      description =
          "take this published image (current, old, a label, an id or its beginning) whatever the"
              + " rollout says")
  private @Nullable String image;

  @Option(names = "--verify", description = "read every file, trust no index")
  private boolean verify;

  @Mixin private CommitOption commit = new CommitOption();
  @Mixin private LimitOptions limits = new LimitOptions();
  @Mixin private RightsOptions rights = new RightsOptions();

  @Option(
      names = "--no-triggers",
      description = "run no checks before the commit, and no triggers and probes after it")
  private boolean noTriggers;

  ConvergeCommand(Surroundings here) {
    super(here);
  }

  @Override
  int run(Console console) throws Exception {
    AgentHome home = machine().openHome();
    Caps caps = machine().cap(limits);
    Optional<HttpOrigin> server = machine().openServer(home, here());
    try (RepositorySource source = machine().openSource(server, here());
        Mirrors mirrors = machine().openMirrors(source, home, here())) {
      Converging converging =
          new Converging(
              machine(),
              here(),
              home,
              mirrors,
              caps,
              new ConvergeProgress(console),
              wish(home),
              new CommandLog());
      Report report = converging.run().report();
      if (isJson()) {
        console.result(JsonWriter.plain(ReportJson.of(report)));
      } else if (report.outcome() != Outcome.FAILED || report.image().isPresent()) {
        console.result(ReportLines.of(report));
      }
      report.problems().forEach(problem -> tell(console, report, problem));
      if (server.isPresent()) {
        CheckIn.Told told =
            CheckIn.send(server.get(), home, report, Duration.ZERO, here().clock(), console);
        if (told.orders() == CheckIn.Orders.CHANGED) {
          console.note("the server has other orders for this machine now: converge again to obey");
        }
      }
      return switch (report.outcome()) {
        case CONVERGED, UNCHANGED, DEFERRED -> 0;
        case UNDONE, FAILED -> 1;
      };
    } finally {
      server.ifPresent(HttpOrigin::close);
    }
  }

  /// No windows: who runs it means now.
  private UpdateCycle.Wish wish(AgentHome home) throws IOException {
    return new UpdateCycle.Wish(
        machine().standing(home, here(), Windows.ALWAYS),
        Optional.ofNullable(image),
        verify ? Reading.ALL_FILES : Reading.CHANGED_FILES,
        noTriggers ? TriggerUse.SKIP : TriggerUse.RUN,
        commit.style(),
        machine().rights(rights),
        Knowledge.unwatched(home.indexPath(), "nobody watches for one converge"));
  }

  private static void tell(Console console, Report report, Problem problem) {
    if (report.outcome() == Outcome.FAILED || report.outcome() == Outcome.UNDONE) {
      console.failure(problem);
    } else {
      console.warning(problem);
    }
  }
}
