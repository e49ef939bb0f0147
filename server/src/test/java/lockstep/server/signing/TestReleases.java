package lockstep.server.signing;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import lockstep.images.release.Release;

/// Releases of images that consist of their names, for tests of what stands around a repository.
public final class TestReleases {
  private TestReleases() {}

  /// @param directory holds `repo`, and `keys`
  /// @param names current, then old if there is one
  public static Release publish(
      Path directory, KeyDirectory keys, InstantSource clock, long counter, String... names)
      throws IOException {
    PublishingFixture fixture = new PublishingFixture(directory);
    List<TargetDraft> drafts = fixture.release(counter, names);
    return SignedRepository.open(fixture.repository, fixture.onlineKeys, clock)
        .publish(drafts, keys);
  }
}
