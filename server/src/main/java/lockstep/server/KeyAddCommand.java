package lockstep.server;

import java.io.IOException;
import java.nio.file.Path;
import lockstep.server.signing.PublicKeyFile;
import lockstep.server.signing.Role;
import lockstep.server.signing.RootEdit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "add",
    mixinStandardHelpOptions = true,
    description = "Lets one more key sign.",
    footer = {
      "",
      "Example:",
      "  lockstep key add /srv/lockstep change.json --role release --new release-1.pub",
      "",
      "Enough people have to sign FILE before 'key finish' makes the change."
    })
final class KeyAddCommand extends KeyEditCommand {
  @Option(names = "--new", required = true, paramLabel = "FILE.pub", description = "the new key")
  private Path added;

  KeyAddCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  RootEdit.Edit edit(Role role) throws IOException {
    return RootEdit.add(role, PublicKeyFile.read(added));
  }
}
