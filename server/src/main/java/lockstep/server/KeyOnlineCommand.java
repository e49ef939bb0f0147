package lockstep.server;

import java.io.IOException;
import java.util.Optional;
import lockstep.server.signing.KeyChange;
import lockstep.server.signing.SignedRepository;
import picocli.CommandLine.Command;

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
final class KeyOnlineCommand extends KeyDraftCommand {
  KeyOnlineCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  KeyChange draft(SignedRepository repository, Optional<KeyChange> onto) throws IOException {
    return repository.draftOnline(onto);
  }
}
