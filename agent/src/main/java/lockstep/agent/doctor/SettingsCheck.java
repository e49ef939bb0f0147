package lockstep.agent.doctor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import lockstep.images.Problem;
import lockstep.images.checkup.Check;
import lockstep.images.checkup.Finding;

/// Whether the settings file can be used.
///
/// @param refused why not
record SettingsCheck(Path file, Optional<Problem> refused) implements Check {
  @Override
  public String name() {
    return "settings";
  }

  @Override
  public Finding look() {
    return refused
        .map(Finding::bad)
        .orElseGet(() ->
            Finding.ok(
                Files.exists(file)
                    ? file + " is as it should be"
                    : "there is no " + file + ", so all is as usual"));
  }
}
