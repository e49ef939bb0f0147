package lockstep.server;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
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
    return commands(here, arguments.length == 0 ? "" : arguments[0])
        .setOut(new PrintWriter(here.out(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(here.err(), true, StandardCharsets.UTF_8))
        .execute(arguments);
  }

  /// Every command of the program, in the order the help shows them.
  public static CommandLine commands(Surroundings here) {
    return commands(here, "");
  }

  /// The command of this name alone, or all if there is none such: to make all of them takes longer than many a command.
  private static CommandLine commands(Surroundings here, String name) {
    Map<String, Supplier<CommandLine>> all = new LinkedHashMap<>();
    all.put("init", () -> new CommandLine(new InitCommand(here)));
    all.put("image", () -> image(here));
    all.put("publish", () -> new CommandLine(new PublishCommand(here)));
    all.put("sign", () -> new CommandLine(new SignCommand(here)));
    all.put("key", () -> key(here));
    all.put("rollout", () -> rollout(here));
    all.put("rollback", () -> new CommandLine(new RollbackCommand(here)));
    all.put("doctor", () -> new CommandLine(new DoctorCommand(here)));
    all.put("fsck", () -> new CommandLine(new FsckCommand(here)));
    all.put("gc", () -> new CommandLine(new GcCommand(here)));
    all.put("serve", () -> new CommandLine(new ServeCommand(here)));
    all.put("fleet", () -> fleet(here));
    all.put("operator", () -> operator(here));
    all.put("audit", () -> audit(here));
    all.put("backup", () -> new CommandLine(new BackupCommand(here)));
    all.put("restore", () -> new CommandLine(new RestoreCommand(here)));
    CommandLine program = new CommandLine(new ServerMain());
    all.forEach((named, command) -> {
      if (named.equals(name) || !all.containsKey(name)) {
        program.addSubcommand(command.get());
      }
    });
    return Misuse.explainedBy(here, versioned(program));
  }

  private static CommandLine image(Surroundings here) {
    return new CommandLine(new ImageCommand())
        .addSubcommand(new ImageBuildCommand(here))
        .addSubcommand(new ImageDefaultTriggersCommand(here))
        .addSubcommand(new ImageListCommand(here))
        .addSubcommand(new ImageShowCommand(here))
        .addSubcommand(new ImageDiffCommand(here))
        .addSubcommand(new ImageVerifyCommand(here))
        .addSubcommand(new ImageExtractCommand(here))
        .addSubcommand(new ImageRemoveCommand(here));
  }

  private static CommandLine rollout(Surroundings here) {
    return new CommandLine(new RolloutCommand())
        .addSubcommand(new RolloutStartCommand(here))
        .addSubcommand(new RolloutShowCommand(here))
        .addSubcommand(new RolloutAdvanceCommand(here))
        .addSubcommand(new RolloutHaltCommand(here))
        .addSubcommand(new RolloutResumeCommand(here))
        .addSubcommand(new RolloutAbortCommand(here));
  }

  private static CommandLine fleet(Surroundings here) {
    return new CommandLine(new FleetCommand())
        .addSubcommand(new FleetStatusCommand(here))
        .addSubcommand(new FleetListCommand(here))
        .addSubcommand(new FleetShowCommand(here))
        .addSubcommand(new FleetWhyCommand(here))
        .addSubcommand(new FleetDiffCommand(here))
        .addSubcommand(new FleetDriftCommand(here))
        .addSubcommand(new FleetForceCommand(here))
        .addSubcommand(new FleetPinCommand(here))
        .addSubcommand(new FleetUnpinCommand(here))
        .addSubcommand(new FleetRevokeCommand(here))
        .addSubcommand(new FleetRemoveCommand(here))
        .addSubcommand(
            new CommandLine(new FleetTokenCommand())
                .addSubcommand(new TokenNewCommand(here))
                .addSubcommand(new TokenListCommand(here))
                .addSubcommand(new TokenRemoveCommand(here)));
  }

  private static CommandLine key(Surroundings here) {
    return new CommandLine(new KeyCommand())
        .addSubcommand(new KeyListCommand(here))
        .addSubcommand(new KeyNewCommand(here))
        .addSubcommand(new KeyAddCommand(here))
        .addSubcommand(new KeyRemoveCommand(here))
        .addSubcommand(new KeyRotateCommand(here))
        .addSubcommand(new KeyThresholdCommand(here))
        .addSubcommand(new KeyOnlineCommand(here))
        .addSubcommand(new KeyFinishCommand(here))
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  private static CommandLine operator(Surroundings here) {
    return new CommandLine(new OperatorCommand())
        .addSubcommand(new OperatorAddCommand(here))
        .addSubcommand(new OperatorListCommand(here))
        .addSubcommand(new OperatorRoleCommand(here))
        .addSubcommand(new OperatorRenewCommand(here))
        .addSubcommand(new OperatorRemoveCommand(here));
  }

  private static CommandLine audit(Surroundings here) {
    return new CommandLine(new AuditCommand())
        .addSubcommand(new AuditShowCommand(here))
        .addSubcommand(new AuditVerifyCommand(here));
  }

  /// Every command answers `--version`, not the program alone.
  private static CommandLine versioned(CommandLine command) {
    command.getCommandSpec().version(VERSION);
    command.getSubcommands().values().forEach(ServerMain::versioned);
    return command;
  }
}
