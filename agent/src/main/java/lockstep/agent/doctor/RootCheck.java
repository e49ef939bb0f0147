package lockstep.agent.doctor;

import java.io.IOException;
import java.nio.file.Path;
import lockstep.agent.root.ManagedRoot;
import lockstep.images.checkup.Check;
import lockstep.images.checkup.Finding;

/// Whether there is a root to manage.
record RootCheck(Path root) implements Check {
  @Override
  public String name() {
    return "root";
  }

  @Override
  public Finding look() throws IOException {
    try (ManagedRoot open = ManagedRoot.open(root)) {
      return open.hasWorkspace()
          ? Finding.ok(open.path() + ", with the workspace " + open.workspacePath())
          : Finding.ok(open.path() + ", which no agent has changed yet");
    }
  }
}
