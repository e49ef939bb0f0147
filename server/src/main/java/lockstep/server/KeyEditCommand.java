package lockstep.server;

import java.io.IOException;
import java.util.Optional;
import lockstep.server.signing.KeyChange;
import lockstep.server.signing.Role;
import lockstep.server.signing.RootEdit;
import lockstep.server.signing.SignedRepository;
import picocli.CommandLine.Option;

/// Writes down a change of the keys of people.
abstract class KeyEditCommand extends KeyDraftCommand {
  @Option(names = "--role", required = true, paramLabel = "root|release")
  private Role role;

  KeyEditCommand(Surroundings surroundings) {
    super(surroundings);
  }

  abstract RootEdit.Edit edit(Role role) throws IOException;

  @Override
  final KeyChange draft(SignedRepository repository, Optional<KeyChange> onto) throws IOException {
    return repository.draft(edit(role), onto);
  }
}
