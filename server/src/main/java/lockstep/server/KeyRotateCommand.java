package lockstep.server;

import java.io.IOException;
import java.nio.file.Path;
import lockstep.server.signing.PublicKeyFile;
import lockstep.server.signing.Role;
import lockstep.server.signing.RootEdit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "rotate",
    mixinStandardHelpOptions = true,
    description = "Puts a new key in the place of another.",
    footer = {
      "",
      "Example:",
      "  lockstep key rotate /srv/lockstep change.json --role release --key 3f2a --new release-1.pub",
      "",
      "Enough people have to sign FILE before 'key finish' makes the change."
    })
final class KeyRotateCommand extends KeyEditCommand {
  @Option(
      names = "--key",
      required = true,
      paramLabel = "ID",
      description = "the id of the key that is to sign no more, or its first digits")
  private String key;

  @Option(names = "--new", required = true, paramLabel = "FILE.pub", description = "the new key")
  private Path added;

  KeyRotateCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  RootEdit.Edit edit(Role role) throws IOException {
    return RootEdit.replace(role, key, PublicKeyFile.read(added));
  }
}
