package lockstep.agent.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import lockstep.images.checkup.Check;
import lockstep.images.checkup.Finding;

/// Whether the agent's memory is there, and nobody else's.
record StateCheck(Path state) implements Check {
  private static final Set<PosixFilePermission> OWNERS =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  @Override
  public String name() {
    return "state";
  }

  @Override
  public Finding look() throws IOException {
    if (!Files.isDirectory(state)) {
      return Finding.bad(
          "there is no directory " + state,
          "correct --state, or enrol this machine: `lockstep-agent enroll` makes it");
    }
    if (!OWNERS.containsAll(Files.getPosixFilePermissions(state))) {
      return Finding.bad(
          "others may enter %s, where this machine's key is".formatted(state),
          "chmod 0700 %s; and if they did, enrol anew".formatted(state));
    }
    return Files.isWritable(state)
        ? Finding.ok(state.toString())
        : Finding.warn(
            "this user may not write " + state, "run the agent, and this, as the owner: root");
  }
}
