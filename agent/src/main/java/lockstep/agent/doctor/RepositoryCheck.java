package lockstep.agent.doctor;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import lockstep.agent.converge.AgentHome;
import lockstep.agent.image.Repository;
import lockstep.agent.source.RepositorySource;
import lockstep.images.ProblemException;
import lockstep.images.checkup.Check;
import lockstep.images.checkup.Finding;
import lockstep.images.release.Release;
import lockstep.images.release.Rollout;
import lockstep.images.trust.TrustClient;
import lockstep.images.trust.TrustedMetadata;

/// Whether the repository is reached, and what it says is believed.
record RepositoryCheck(AgentHome home, Way way, InstantSource clock) implements Check {
  /// A server signs anew once a day what is good for two.
  private static final Duration SHORT = Duration.ofHours(12);

  @Override
  public String name() {
    return "repository";
  }

  @Override
  public Finding look() throws IOException {
    try (RepositorySource source = way.openRepository()) {
      TrustClient client = Repository.onlooker(source, home.state(), clock);
      try {
        client.init(way.rootOfTrust());
      } catch (ProblemException e) {
        var _ = source.small("lockstep.json", 1 << 16);
        return Finding.warn(
            "it is reached, but without a root of trust nothing it says is believed",
            "see `trust` above");
      }
      TrustedMetadata trusted = client.refresh();
      Optional<Release> release = Release.of(trusted);
      return release.isEmpty()
          ? Finding.warn("it has no published image", "publish one with `lockstep publish`")
          : judged(release.get(), Rollout.of(client, trusted, release.get()), trusted.expires());
    }
  }

  private Finding judged(Release release, Rollout rollout, Instant end) {
    String says =
        "release %d, current is %s (%s), good until %s"
            .formatted(
                release.counter(),
                release.current().id().abbreviated(),
                release.current().label(),
                end);
    if (rollout instanceof Rollout.Held(String why)) {
      return Finding.warn(
          says + "; nobody takes it now: " + why,
          "tell those who run the server: `lockstep doctor`");
    }
    return clock.instant().plus(SHORT).isBefore(end)
        ? Finding.ok(says)
        : Finding.warn(
            says, "tell those who run the server that it has not been signed anew in time");
  }
}
