package lockstep.agent;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The program `lockstep-agent`.
@Command(
    name = "lockstep-agent",
    mixinStandardHelpOptions = true,
    version = "lockstep-agent " + AgentMain.VERSION,
    description = "Keeps this machine's root filesystem identical to the image its fleet is on.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  lockstep-agent enroll --server https://lockstep.example.org:8443 --token-file token",
      "  lockstep-agent plan",
      "  lockstep-agent converge",
      "  lockstep-agent run",
      "  lockstep-agent status",
      "",
      "Exit codes: 0 done, 1 failed, 2 usage, 3 differences found (plan, verify).",
      "Settings are read from /etc/lockstep/agent.toml; options override them."
    })
public final class AgentMain {
  static final String VERSION = "0.1.0";

  private AgentMain() {}

  public static void main(String[] arguments) {
    System.exit(execute(Surroundings.ofThisProcess(), arguments));
  }

  /// Runs one command inside this process.
  ///
  /// @return the exit code
  public static int execute(Surroundings here, String... arguments) {
    return commands(here)
        .setOut(new PrintWriter(here.out(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(here.err(), true, StandardCharsets.UTF_8))
        .execute(arguments);
  }

  /// Every command of the program, in the order the help shows them.
  public static CommandLine commands(Surroundings here) {
    CommandLine program =
        new CommandLine(new AgentMain())
            .addSubcommand(new EnrollCommand(here))
            .addSubcommand(new RunCommand(here))
            .addSubcommand(new ConvergeCommand(here))
            .addSubcommand(new PlanCommand(here))
            .addSubcommand(new VerifyCommand(here))
            .addSubcommand(new StatusCommand(here))
            .addSubcommand(new WhyCommand(here))
            .addSubcommand(new DoctorCommand(here))
            .addSubcommand(new UndoCommand(here))
            .addSubcommand(new RecoverCommand(here))
            .addSubcommand(new ExcludesCommand(here))
            .addSubcommand(new TriggersCommand(here));
    return Misuse.explainedBy(here, versioned(program));
  }

  /// Every command answers `--version`, not the program alone.
  private static CommandLine versioned(CommandLine command) {
    command.getCommandSpec().version("lockstep-agent " + VERSION);
    command.getSubcommands().values().forEach(AgentMain::versioned);
    return command;
  }
}
