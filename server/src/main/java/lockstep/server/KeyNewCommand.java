package lockstep.server;

import java.nio.file.Path;
import java.util.List;
import lockstep.images.console.Console;
import lockstep.images.json.Json;
import lockstep.server.signing.KeyDirectory;
import lockstep.server.signing.PublicKeyFile;
import lockstep.server.signing.Role;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "new",
    mixinStandardHelpOptions = true,
    description = "Makes a key for a person, on that person's machine.",
    footer = {
      "",
      "Example:",
      "  lockstep key new ~/lockstep-keys --role release",
      "",
      "The .key file is encrypted and stays here. The .pub file goes to whoever writes",
      "down the change (key add, key rotate): check its id with them by another way."
    })
final class KeyNewCommand extends LockstepCommand {
  @Parameters(paramLabel = "DIR", description = "where your keys are; made")
  private Path directory;

  @Option(names = "--role", required = true, paramLabel = "root|release")
  private Role role;

  KeyNewCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Outcome run(Console console) throws Exception {
    Path file = KeyDirectory.makeKey(directory, role, Passphrases.ofThisProcess());
    String id = PublicKeyFile.read(file).keyId();
    return new Outcome(
        Json.object().put("key", id).put("file", file.toString()).build(),
        List.of("made key " + id, "hand on " + file));
  }
}
