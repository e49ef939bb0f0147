package lockstep.agent.converge;

import java.io.IOException;
import lockstep.agent.root.ManagedRoot;
import lockstep.agent.root.SmallFile;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import lockstep.images.tree.Directory;
import lockstep.images.tree.FileHandle;
import lockstep.images.tree.Kind;
import lockstep.images.tree.Name;
import lockstep.images.tree.SystemCallException;
import lockstep.images.trigger.Triggers;

/// The trigger files that lie in a root now: for telling what would fire, never for running, since after drift they need
/// not be the image's.
public final class RootTriggers {
  private RootTriggers() {}

  /// @throws lockstep.images.ProblemException `E-TRIGGER` with file, line and reason
  public static Triggers read(ManagedRoot root) throws IOException {
    try (Directory directory = root.directory().openBelow(TriggerFiles.DIRECTORY)) {
      Triggers triggers = Triggers.NONE;
      for (Name name : directory.list()) {
        RelativePath path = TriggerFiles.DIRECTORY.child(name.name());
        if (TriggerFiles.isTriggerFile(path) && directory.stat(name.name()).kind() == Kind.FILE) {
          triggers = triggers.plus(Triggers.parse("/" + path, read(directory, name)));
        }
      }
      return triggers;
    } catch (SystemCallException e) {
      if (e.errno() == SystemCallException.ENOENT) {
        return Triggers.NONE;
      }
      throw e;
    }
  }

  private static Bytes read(Directory directory, Name name) throws IOException {
    try (FileHandle file = directory.openRead(name.name())) {
      return Bytes.copyOf(SmallFile.read(file));
    }
  }
}
