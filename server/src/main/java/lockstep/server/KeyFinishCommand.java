package lockstep.server;

import java.nio.file.Path;
import lockstep.images.console.Console;
import lockstep.server.signing.KeyChange;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "finish",
    mixinStandardHelpOptions = true,
    description = "Makes a change of keys that enough people signed.",
    footer = {
      "",
      "Example:",
      "  lockstep key finish /srv/lockstep change.json",
      "",
      "It takes as many root keys as the root in force wants, as many as the new one",
      "wants, and, where release keys change, as many release keys of each."
    })
final class KeyFinishCommand extends LockstepCommand {
  @Parameters(index = "0", paramLabel = "REPO", description = "the repository")
  private Path repository;

  @Parameters(index = "1", paramLabel = "FILE", description = "the signed change")
  private Path file;

  @Mixin private OnlineKeysOption onlineKeys;

  KeyFinishCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Outcome run(Console console) throws Exception {
    KeyChange change = KeyChange.read(file);
    onlineKeys.open(repository, clock()).change(change);
    return KeyChangeLines.outcome(
        "root version %d is served; machines follow by themselves".formatted(change.version()),
        change);
  }
}
