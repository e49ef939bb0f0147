package lockstep.agent;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import lockstep.agent.converge.AgentHome;
import lockstep.agent.converge.Memory;
import lockstep.agent.converge.StaleProcesses;
import lockstep.agent.journal.Transaction;
import lockstep.agent.report.ReportJson;
import lockstep.agent.report.StaleProcess;
import lockstep.agent.root.ManagedRoot;
import lockstep.agent.root.Workspace;
import lockstep.images.ImageId;
import lockstep.images.console.Console;
import lockstep.images.json.Json;
import lockstep.images.json.JsonWriter;
import picocli.CommandLine.Command;

@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description =
        "Say what this machine was measured to be, from its own memory: no server is asked.",
    footer = {
      "",
      "Examples:",
      "  lockstep-agent status",
      "  lockstep-agent status --root /mnt --state /mnt.state --json"
    })
final class StatusCommand extends AgentCommand {
  StatusCommand(Surroundings here) {
    super(here);
  }

  @Override
  int run(Console console) throws IOException {
    AgentHome home = machine().openHome();
    Memory.Facts facts = home.memory().recall();
    try (ManagedRoot root = machine().openRoot()) {
      String commit = commit(root);
      String undo = undo(root);
      Situation situation =
          Situation.of(home, machine().settings().windows(), here().clock().instant());
      List<StaleProcess> stale = stale(root);
      if (isJson()) {
        console.result(JsonWriter.plain(json(situation, commit, undo, stale)));
        return 0;
      }
      console.result("machine    " + home.machineId());
      console.result("image      " + situation.image());
      console.result("last run   " + lastRun(facts));
      console.result("next run   " + situation.next());
      situation.watch().ifPresent(text -> console.result("watch      " + text));
      console.result(situation.holds());
      console.result("commit     " + commit);
      console.result("undo       " + undo);
      console.result(StaleLines.of(stale));
    }
    return 0;
  }

  private static Json.Object json(
      Situation situation, String commit, String undo, List<StaleProcess> stale) {
    Json.ObjectBuilder json = Json.object();
    situation.json().members().forEach(json::put);
    return json.put("commit", commit)
        .put("undo", undo)
        .put("staleProcesses", ReportJson.staleProcesses(stale))
        .build();
  }

  private static String lastRun(Memory.Facts facts) {
    return facts.epochSeconds() == 0
        ? "never"
        : facts.outcome() + " at " + Instant.ofEpochSecond(facts.epochSeconds());
  }

  /// How far the last commit came: `none` when nothing is under way.
  private static String commit(ManagedRoot root) throws IOException {
    if (!root.hasWorkspace()) {
      return "none";
    }
    try (Workspace workspace = root.workspace()) {
      return workspace.hasStage() ? state(Transaction.in(workspace.stagePath())) : "none";
    }
  }

  private static String undo(ManagedRoot root) throws IOException {
    if (!root.hasWorkspace()) {
      return "none";
    }
    try (Workspace workspace = root.workspace()) {
      if (!workspace.hasUndo()) {
        return "none";
      }
      return Transaction.in(workspace.undoPath())
          .purpose()
          .flatMap(Transaction.Purpose::from)
          .map(ImageId::toString)
          .orElse("possible");
    }
  }

  /// As they are now: after a restart they are gone.
  private static List<StaleProcess> stale(ManagedRoot root) throws IOException {
    if (!root.hasWorkspace()) {
      return List.of();
    }
    try (Workspace workspace = root.workspace()) {
      return StaleProcesses.find(workspace);
    }
  }

  private static String state(Transaction transaction) throws IOException {
    return transaction.state().name().toLowerCase(Locale.ROOT);
  }
}
