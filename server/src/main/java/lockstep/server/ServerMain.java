package lockstep.server;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The program `lockstep`.
@Command(
    name = "lockstep",
    mixinStandardHelpOptions = true,
    version = "lockstep 0.1.0",
    description =
        "Keeps the root filesystem of every machine in a fleet identical to a signed image.",
    synopsisSubcommandLabel = "COMMAND")
public final class ServerMain {
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
    return new CommandLine(new ServerMain())
        .addSubcommand(new InitCommand(here))
        .addSubcommand(
            new CommandLine(new ImageCommand())
                .addSubcommand(new ImageBuildCommand(here))
                .addSubcommand(new ImageListCommand(here))
                .addSubcommand(new ImageShowCommand(here)))
        .addSubcommand(new PublishCommand(here))
        .addSubcommand(new RollbackCommand(here))
        .addSubcommand(new GcCommand(here))
        .addSubcommand(new ServeCommand(here))
        .addSubcommand(new FleetCommand(here));
  }
}
