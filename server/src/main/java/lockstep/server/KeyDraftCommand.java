package lockstep.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import lockstep.images.console.Console;
import lockstep.server.signing.KeyChange;
import lockstep.server.signing.SignedRepository;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Writes down a change of keys, to be signed; on top of what the file says already.
abstract class KeyDraftCommand extends LockstepCommand {
  @Parameters(index = "0", paramLabel = "REPO", description = "the repository")
  private Path repository;

  @Parameters(
      index = "1",
      paramLabel = "FILE",
      description = "the change, to be signed; one that is there is added to")
  private Path file;

  @Mixin private OnlineKeysOption onlineKeys;

  KeyDraftCommand(Surroundings surroundings) {
    super(surroundings);
  }

  /// @param onto what the file says already
  abstract KeyChange draft(SignedRepository repository, Optional<KeyChange> onto)
      throws IOException;

  @Override
  final Outcome run(Console console) throws Exception {
    Optional<KeyChange> onto =
        Files.exists(file) ? Optional.of(KeyChange.read(file)) : Optional.empty();
    KeyChange change = draft(onlineKeys.open(repository, clock()), onto);
    change.write(file);
    return KeyChangeLines.outcome(
        "wrote %s, to be signed; nothing is changed yet".formatted(file), change);
  }
}
