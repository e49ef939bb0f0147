package lockstep.server.doctor;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import lockstep.images.checkup.Check;
import lockstep.images.checkup.Finding;
import lockstep.server.identity.CertificateAuthority;

/// Whether the fleet's own authority is here, and until when machines believe it.
record AuthorityCheck(Path data, InstantSource clock) implements Check {
  /// It is made for twenty years; another one is a new fleet.
  private static final Duration EARLY = Duration.ofDays(365);

  @Override
  public String name() {
    return "authority";
  }

  @Override
  public Finding look() throws IOException {
    if (!Files.isDirectory(data.resolve("db"))) {
      return Finding.warn("no server ever ran on this directory", "lockstep serve");
    }
    Path folder = data.resolve("ca");
    if (Files.isDirectory(folder) && !Files.isReadable(folder)) {
      throw new AccessDeniedException(folder.toString());
    }
    Instant end =
        CertificateAuthority.open(data, true, clock).certificate().getNotAfter().toInstant();
    return clock.instant().plus(EARLY).isBefore(end)
        ? Finding.ok("good until " + end)
        : Finding.bad(
            "good until " + end + ": no machine is believed after that",
            "give the server a new --data in time, and enrol the fleet anew");
  }
}
