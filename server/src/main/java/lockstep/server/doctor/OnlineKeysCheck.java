package lockstep.server.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.InstantSource;
import java.util.Set;
import lockstep.images.checkup.Check;
import lockstep.images.checkup.Finding;
import lockstep.server.signing.SignedRepository;

/// Whether the keys that renew what expires are here, secret, and those that machines believe.
record OnlineKeysCheck(Subject.Stored stored, InstantSource clock) implements Check {
  @Override
  public String name() {
    return "online-keys";
  }

  @Override
  public Finding look() throws IOException {
    Path keys = stored.onlineKeys();
    if (!Files.isDirectory(keys)) {
      return Finding.warn(
          "there are none in " + keys + ", so nothing is renewed here",
          "name them with --online-keys, or see that the server that has them runs");
    }
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(keys);
    if (permissions.contains(PosixFilePermission.OTHERS_EXECUTE)) {
      return Finding.bad(
          "everybody on this machine may enter " + keys,
          "chmod 0700 %s; if somebody did: lockstep key online".formatted(keys));
    }
    SignedRepository.open(stored.repository(), keys, clock).requireOnlineKeys();
    return Finding.ok(keys + " has those that machines believe");
  }
}
