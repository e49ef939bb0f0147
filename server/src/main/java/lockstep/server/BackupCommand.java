package lockstep.server;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import lockstep.images.console.Console;
import lockstep.images.json.Json;
import lockstep.server.audit.Actor;
import lockstep.server.backup.Backup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "backup",
    description = "Copies a server's data directory, while the server runs or not.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  lockstep backup --data /var/lib/lockstep --to /backup/lockstep-2026-11-28",
      "",
      "In it: what is known of machines, their history, join tokens, operators, the",
      "authority with its key, the audit log. Keep it as secret as the server itself.",
      "Not in it: the repository and its online keys, which are directories to copy."
    })
final class BackupCommand extends LockstepCommand {
  @Option(
      names = "--data",
      required = true,
      paramLabel = "DATA",
      description = "the directory that 'serve' has as --data")
  private Path data;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "DIR",
      description = "the backup, a directory that does not exist yet")
  private Path to;

  BackupCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Outcome run(Console console) throws IOException {
    Instant made = Backup.make(data, to, Actor.ofThisProcess(), clock());
    return new Outcome(
        Json.object()
            .put("outcome", "made")
            .put("backup", to.toString())
            .put("made", made.toString())
            .build(),
        List.of("backed up %s to %s, as it was at %s".formatted(data, to, made)));
  }
}
