package lockstep.server.doctor;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import lockstep.images.checkup.Check;
import lockstep.images.checkup.Finding;
import lockstep.images.console.Figures;
import lockstep.server.signing.Expiries;

/// Until when one of the signatures is good.
///
/// @param role as the metadata calls it
record SignatureCheck(String role, Path metadata, InstantSource clock) implements Check {
  @Override
  public String name() {
    return "signature-" + role;
  }

  @Override
  public Finding look() throws IOException {
    Optional<Expiries.Expiry> found =
        Expiries.in(metadata).stream().filter(each -> each.role().equals(role)).findFirst();
    if (found.isEmpty()) {
      return Finding.ok("there is none, and none is needed yet");
    }
    Instant now = clock.instant();
    Instant end = found.get().end();
    if (!now.isBefore(end)) {
      return Finding.bad("ended on " + end + ": machines take nothing", next());
    }
    String says =
        "good until %s, for %s".formatted(end, Figures.duration(Duration.between(now, end)));
    return now.isBefore(found.get().warn()) ? Finding.ok(says) : Finding.warn(says, next());
  }

  private String next() {
    return switch (role) {
      case "root" ->
          "people sign it anew with a change of keys, such as a new root key (docs/keys.md)";
      case "targets" -> "people sign it anew: lockstep publish";
      default -> "a server with the online keys renews it: see that one runs (lockstep serve)";
    };
  }
}
