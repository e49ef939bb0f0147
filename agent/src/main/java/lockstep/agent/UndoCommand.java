package lockstep.agent;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import lockstep.agent.converge.AgentHome;
import lockstep.agent.converge.UndoCycle;
import lockstep.agent.converge.UpdateCycle.TriggerUse;
import lockstep.agent.report.Report;
import lockstep.agent.report.ReportJson;
import lockstep.agent.root.ManagedRoot;
import lockstep.agent.root.Workspace;
import lockstep.agent.source.HttpOrigin;
import lockstep.agent.source.Patience;
import lockstep.images.console.Console;
import lockstep.images.json.JsonWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "undo",
    mixinStandardHelpOptions = true,
    description = {
      "Take the last commit back, exactly, without any server; one that is there is told afterwards.",
      "The image that was undone stays off this machine until the next release, or until --image names it."
    },
    footer = {
      "",
      "Examples:",
      "  lockstep-agent undo",
      "  lockstep-agent undo --root /mnt --state /mnt.state --no-triggers"
    })
final class UndoCommand extends AgentCommand {
  @Option(names = "--no-triggers", description = "run no triggers for what goes back")
  private boolean noTriggers;

  UndoCommand(Surroundings here) {
    super(here);
  }

  @Override
  int run(Console console) throws Exception {
    AgentHome home = machine().openHome();
    Report report = undo(home, console);
    Optional<HttpOrigin> server = machine().openServerIfAny(home, here(), Patience.DEFAULT);
    if (server.isPresent()) {
      try (HttpOrigin open = server.get()) {
        var _ = CheckIn.send(open, home, report, Duration.ZERO, here().clock(), console);
      }
    }
    return 0;
  }

  private Report undo(AgentHome home, Console console) throws IOException, InterruptedException {
    try (Workspace.Lock _ = home.lock();
        ManagedRoot root = machine().openRoot()) {
      TriggerUse triggers = noTriggers ? TriggerUse.SKIP : TriggerUse.RUN;
      Report report = new UndoCycle(home, root, here().clock()).run(triggers);
      if (isJson()) {
        console.result(JsonWriter.plain(ReportJson.of(report)));
      } else {
        console.result(ReportLines.of(report));
      }
      report.problems().forEach(console::warning);
      return report;
    }
  }
}
