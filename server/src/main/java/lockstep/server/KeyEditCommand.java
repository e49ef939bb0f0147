package lockstep.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import lockstep.images.console.Console;
import lockstep.server.signing.KeyChange;
import lockstep.server.signing.Role;
import lockstep.server.signing.RootEdit;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Writes down a change of keys, to be signed; on top of what the file says already.
abstract class KeyEditCommand extends LockstepCommand {
  @Parameters(index = "0", paramLabel = "REPO", description = "the repository")
  private Path repository;

  @Parameters(
      index = "1",
      paramLabel = "FILE",
      description = "the change, to be signed; one that is there is added to")
  private Path file;

  @Option(names = "--role", required = true, paramLabel = "root|release")
  private Role role;

  @Mixin private OnlineKeysOption onlineKeys;

  KeyEditCommand(Surroundings surroundings) {
    super(surroundings);
  }

  abstract RootEdit.Edit edit(Role role) throws IOException;

  @Override
  final Outcome run(Console console) throws Exception {
    Optional<KeyChange> onto =
        Files.exists(file) ? Optional.of(KeyChange.read(file)) : Optional.empty();
    KeyChange change = onlineKeys.open(repository, clock()).draft(edit(role), onto);
    change.write(file);
    return KeyChangeLines.outcome(
        "wrote %s, to be signed; nothing is changed yet".formatted(file), change);
  }
}
