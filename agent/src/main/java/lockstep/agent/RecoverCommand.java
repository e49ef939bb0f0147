package lockstep.agent;

import lockstep.agent.converge.AgentHome;
import lockstep.agent.converge.CommandLog;
import lockstep.agent.converge.Recovery;
import lockstep.agent.converge.UpdateCycle;
import lockstep.agent.root.ManagedRoot;
import lockstep.agent.root.Workspace;
import lockstep.images.console.Console;
import lockstep.images.json.Json;
import lockstep.images.json.JsonWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "recover",
    mixinStandardHelpOptions = true,
    description = {
      "Finish what an interrupted run left in the root, forward, or back if it was being undone.",
      "Every other command that changes the root begins with this. By itself it is for the boot, before other services start; it"
          + " needs no server."
    },
    footer = {
      "",
      "Examples:",
      "  lockstep-agent recover",
      "  lockstep-agent recover --root /mnt --state /mnt/var/lib/lockstep"
    })
final class RecoverCommand extends AgentCommand {
  private static final String DEAD =
      "E-AGENT: the agent that the image brings does not start, and the machine died before that was known";

  private static final String LEFT =
      "its triggers and probes are left to the daemon, or the next run";

  /// For the agent that was kept while the image's was tried.
  @Option(
      names = "--successor-does-not-start",
      hidden = true,
      description = "take back the commit that brought an agent which does not start")
  private boolean successorDoesNotStart;

  @Option(
      names = "--leave-commands",
      description = {
        "leave triggers and probes that are owed to the daemon, or to the next run, but for triggers that make files ('writes'); and have systemd read its units anew.",
        "For the boot: no service answers a probe yet"
      })
  private boolean leavesCommands;

  RecoverCommand(Surroundings here) {
    super(here);
  }

  @Override
  int run(Console console) throws Exception {
    AgentHome home = machine().openState();
    try (Workspace.Lock _ = home.lock();
        ManagedRoot root = machine().openRoot()) {
      CommandLog log = new CommandLog();
      if (successorDoesNotStart) {
        UpdateCycle.condemn(home, root, DEAD);
      }
      Recovery.Found found =
          UpdateCycle.recover(
              home,
              root,
              new ConvergeProgress(console),
              here().clock(),
              leavesCommands ? Recovery.Commands.LEAVE : Recovery.Commands.RUN,
              log);
      console.result(
          isJson()
              ? JsonWriter.plain(Json.object().put("outcome", word(found)).build())
              : sentence(found));
      log.problems().forEach(console::warning);
      return 0;
    }
  }

  private static String word(Recovery.Found found) {
    return switch (found) {
      case NOTHING -> "nothing";
      case FINISHED_FORWARD, LEFT_FORWARD -> "finished";
      case FINISHED_BACK, LEFT_BACK -> "taken-back";
    };
  }

  private static String sentence(Recovery.Found found) {
    return switch (found) {
      case NOTHING -> "nothing was left unfinished";
      case FINISHED_FORWARD -> "the interrupted commit is finished";
      case FINISHED_BACK -> "the interrupted commit is taken back";
      case LEFT_FORWARD -> "the interrupted commit is finished; " + LEFT;
      case LEFT_BACK -> "the interrupted commit is taken back; " + LEFT;
    };
  }
}
