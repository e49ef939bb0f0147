package lockstep.server.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;
import lockstep.images.checkup.Check;
import lockstep.images.checkup.Finding;
import lockstep.server.store.Database;

/// Whether there is a data directory, who may change it, and whether a server uses it.
record DataCheck(Path data) implements Check {
  @Override
  public String name() {
    return "data";
  }

  @Override
  public Finding look() throws IOException {
    if (!Files.isDirectory(data)) {
      return Finding.bad(
          "there is no directory " + data,
          "name the directory that `lockstep serve` is given as --data; its first start makes it");
    }
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(data);
    if (permissions.contains(PosixFilePermission.GROUP_WRITE)
        || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
      return Finding.bad(
          "others than its owner may change " + data, "chmod go-w %s".formatted(data));
    }
    Optional<Long> user = Database.user(data);
    return Finding.ok(
        user.map(pid -> "%s, used by process %d".formatted(data, pid))
            .orElseGet(() -> "%s, used by no server".formatted(data)));
  }
}
