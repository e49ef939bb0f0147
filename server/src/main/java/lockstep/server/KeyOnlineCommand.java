package lockstep.server;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import lockstep.images.console.Console;
import lockstep.server.signing.KeyChange;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "online",
    mixinStandardHelpOptions = true,
    description = "Puts new keys in the place of the server's own, after a theft.",
    footer = {
      "",
      "Example:",
      "  lockstep key online /srv/lockstep change.json",
      "",
      "Enough people have to sign FILE before 'key finish' makes the change. A thief of",
      "the old keys can hold machines back until they have followed, and no more."
    })
final class KeyOnlineCommand extends LockstepCommand {
  @Parameters(index = "0", paramLabel = "REPO", description = "the repository")
  private Path repository;

  @Parameters(
      index = "1",
      paramLabel = "FILE",
      description = "the change, to be signed; one that is there is added to")
  private Path file;

  @Mixin private OnlineKeysOption onlineKeys;

  KeyOnlineCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Outcome run(Console console) throws Exception {
    Optional<KeyChange> onto =
        Files.exists(file) ? Optional.of(KeyChange.read(file)) : Optional.empty();
    KeyChange change = onlineKeys.open(repository, clock()).draftOnline(onto);
    change.write(file);
    return KeyChangeLines.outcome(
        "wrote %s, to be signed; nothing is changed yet".formatted(file), change);
  }
}
