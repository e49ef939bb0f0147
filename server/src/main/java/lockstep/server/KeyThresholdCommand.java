package lockstep.server;

import lockstep.server.signing.Role;
import lockstep.server.signing.RootEdit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "threshold",
    mixinStandardHelpOptions = true,
    description = "Sets how many keys must sign.",
    footer = {
      "",
      "Example:",
      "  lockstep key threshold /srv/lockstep change.json --role release --needed 2",
      "",
      "Enough people have to sign FILE before 'key finish' makes the change."
    })
final class KeyThresholdCommand extends KeyEditCommand {
  @Option(names = "--needed", required = true, paramLabel = "N", description = "1 or more")
  private int needed;

  KeyThresholdCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  RootEdit.Edit edit(Role role) {
    return RootEdit.threshold(role, needed);
  }
}
