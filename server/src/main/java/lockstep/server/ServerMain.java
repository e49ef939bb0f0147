package lockstep.server;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The program `lockstep`.
@Command(
    name = "lockstep",
    mixinStandardHelpOptions = true,
    version = "lockstep 0.1.0",
    description =
        "Keeps the root filesystem of every machine in a fleet identical to a signed image.",
    synopsisSubcommandLabel = "COMMAND",
    // Every command of the program, in the order the help shows them.
    subcommands = {
      InitCommand.class,
      ImageCommand.class,
      PublishCommand.class,
      RollbackCommand.class,
      GcCommand.class,
    })
public final class ServerMain {
  private ServerMain() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /// Runs one command in this process.
  ///
  /// @return the exit code: 0 done, 1 failed, 2 usage, 3 differences found
  public static int run(String... arguments) {
    return new CommandLine(new ServerMain()).execute(arguments);
  }
}
