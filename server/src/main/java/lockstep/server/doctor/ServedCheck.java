package lockstep.server.doctor;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import lockstep.images.checkup.Check;
import lockstep.images.checkup.Finding;
import lockstep.images.release.PublishedImage;
import lockstep.images.release.Release;
import lockstep.server.signing.ClientView;

/// Whether a machine would accept now what the repository says, by this machine's clock.
record ServedCheck(Path metadata, InstantSource clock) implements Check {
  @Override
  public String name() {
    return "served";
  }

  @Override
  public Finding look() throws IOException {
    Optional<Release> release = Release.of(ClientView.of(metadata).served(clock.instant()));
    return release.isEmpty()
        ? Finding.warn("nothing is published yet", "lockstep publish")
        : Finding.ok(
            "machines accept release %d: current is %s, old is %s"
                .formatted(
                    release.get().counter(),
                    named(release.get().current()),
                    release.get().old().map(ServedCheck::named).orElse("none yet")));
  }

  static String named(PublishedImage image) {
    return "%s (%s)".formatted(image.id().abbreviated(), image.label());
  }
}
