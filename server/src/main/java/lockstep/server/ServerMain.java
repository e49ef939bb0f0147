package lockstep.server;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The program `lockstep`.
@Command(
    name = "lockstep",
    mixinStandardHelpOptions = true,
    version = ServerMain.VERSION,
    description =
        "Keeps the root filesystem of every machine in a fleet identical to a signed image.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples, from nothing to a served image:",
      "  lockstep init /srv/lockstep --keys ~/lockstep-keys",
      "  lockstep image build /srv/lockstep --from /srv/master --label web-2026.11",
      "  lockstep publish /srv/lockstep web-2026.11 --keys ~/lockstep-keys",
      "  lockstep serve /srv/lockstep --data /var/lib/lockstep-server",
      "",
      "Something is wrong with the new image:",
      "  lockstep rollback /srv/lockstep",
      "",
      "Every command has --help. Exit codes: 0 done, 1 failed, 2 usage."
    })
public final class ServerMain {
  static final String VERSION = "lockstep 0.1.0";

  private ServerMain() {}

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
  static CommandLine commands(Surroundings here) {
    CommandLine program =
        new CommandLine(new ServerMain())
            .addSubcommand(new InitCommand(here))
            .addSubcommand(
                new CommandLine(new ImageCommand())
                    .addSubcommand(new ImageBuildCommand(here))
                    .addSubcommand(new ImageListCommand(here))
                    .addSubcommand(new ImageShowCommand(here))
                    .addSubcommand(new ImageDiffCommand(here))
                    .addSubcommand(new ImageVerifyCommand(here))
                    .addSubcommand(new ImageExtractCommand(here))
                    .addSubcommand(new ImageRemoveCommand(here)))
            .addSubcommand(new PublishCommand(here))
            .addSubcommand(new RollbackCommand(here))
            .addSubcommand(new GcCommand(here))
            .addSubcommand(new ServeCommand(here))
            .addSubcommand(new FleetCommand(here));
    return Misuse.explainedBy(here, versioned(program));
  }

  /// Every command answers `--version`, not the program alone.
  private static CommandLine versioned(CommandLine command) {
    command.getCommandSpec().version(VERSION);
    command.getSubcommands().values().forEach(ServerMain::versioned);
    return command;
  }
}
