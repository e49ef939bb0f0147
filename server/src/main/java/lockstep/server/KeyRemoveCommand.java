package lockstep.server;

import lockstep.server.signing.Role;
import lockstep.server.signing.RootEdit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "rm",
    mixinStandardHelpOptions = true,
    description = "Lets a key sign no more.",
    footer = {
      "",
      "Example:",
      "  lockstep key rm /srv/lockstep change.json --role release --key 3f2a",
      "",
      "Enough people have to sign FILE before 'key finish' makes the change."
    })
final class KeyRemoveCommand extends KeyEditCommand {
  @Option(
      names = "--key",
      required = true,
      paramLabel = "ID",
      description = "the id of the key that is to sign no more, or its first digits")
  private String key;

  KeyRemoveCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  RootEdit.Edit edit(Role role) {
    return RootEdit.remove(role, key);
  }
}
