package lockstep.server;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import lockstep.images.console.Console;
import lockstep.images.json.Json;
import lockstep.server.audit.Actor;
import lockstep.server.backup.Restore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "restore",
    description = {
      "Makes a server's data directory of a backup.",
      "Every file of the backup is checked first."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  lockstep restore /backup/lockstep-2026-11-28 --data /var/lib/lockstep",
      "",
      "What happened after the backup is lost: docs/server-lost.md says what to do about it."
    })
final class RestoreCommand extends LockstepCommand {
  @Parameters(paramLabel = "DIR", description = "what 'lockstep backup' made")
  private Path backup;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DATA",
      description = "the new data directory: empty, or missing")
  private Path data;

  RestoreCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Outcome run(Console console) throws IOException {
    Instant made = Restore.of(backup, data, Actor.ofThisProcess(), clock());
    return new Outcome(
        Json.object()
            .put("outcome", "restored")
            .put("data", data.toString())
            .put("made", made.toString())
            .build(),
        List.of("restored %s as it was at %s".formatted(data, made)));
  }
}
