package lockstep.images.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import lockstep.images.ContentHash;
import lockstep.images.ImageId;
import lockstep.images.json.Json;
import lockstep.images.trust.RepositorySimulator;
import lockstep.images.trust.TrustClient;
import lockstep.images.trust.TrustException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReleaseTest {
  private static final ImageId BLUE = image("blue");
  private static final ImageId GREEN = image("green");
  private static final ImageId RED = image("red");

  private final RepositorySimulator repository = new RepositorySimulator();
  private final TrustClient client = TrustClient.forgetful(repository, repository);

  @BeforeEach
  void aClientWithARoot() throws IOException {
    client.init(repository.firstRoot());
  }

  @Test
  void nothingPublishedIsNoRelease() throws IOException {
    assertThat(read()).isEmpty();
  }

  @Test
  void oneImageIsARelease() throws IOException {
    add("current", GREEN, 3);

    Release release = read().orElseThrow();

    assertThat(release.counter()).isEqualTo(3);
    assertThat(release.current().id()).isEqualTo(GREEN);
    assertThat(release.current().manifestBytes()).isEqualTo(10);
    assertThat(release.current().totalBytes()).isEqualTo(20);
    assertThat(release.old()).isEmpty();
  }

  @Test
  void anImageIsNamedByRoleLabelOrId() throws IOException {
    add("current", GREEN, 3);
    Release single = read().orElseThrow();
    assertThat(single.named("l")).contains(single.current());
    assertThat(single.named("old")).isEmpty();
    add("old", BLUE, 3);
    Release release = read().orElseThrow();

    assertThat(release.named("current")).contains(release.current());
    assertThat(release.named("old")).isEqualTo(release.old());
    assertThat(release.named("l")).as("both").isEmpty();
    assertThat(release.named(GREEN.toString())).contains(release.current());
    assertThat(release.named(BLUE.abbreviated())).isEqualTo(release.old());
    assertThat(release.named(BLUE.toString().substring(0, 3))).as("too short").isEmpty();
    assertThat(release.named(RED.toString())).isEmpty();
  }

  @Test
  void twoImagesAndTheDeltasBetweenThemAreARelease() throws IOException {
    add("current", GREEN, 3);
    add("old", BLUE, 3);
    addDelta(BLUE, GREEN);
    addDelta(GREEN, BLUE);

    Release release = read().orElseThrow();

    assertThat(release.find(BLUE)).isEqualTo(release.old());
    assertThat(release.find(GREEN)).contains(release.current());
    assertThat(release.find(RED)).isEmpty();
    assertThat(release.delta(BLUE, GREEN)).isPresent();
    assertThat(release.delta(GREEN, RED)).isEmpty();
  }

  @Test
  void aThirdImageIsRefused() throws IOException {
    add("current", GREEN, 3);
    add("old", BLUE, 3);
    add("old", RED, 3);

    assertRefused("1 current and 2 old");
  }

  @Test
  void twoCurrentImagesAreRefused() throws IOException {
    add("current", GREEN, 3);
    add("current", BLUE, 3);

    assertRefused("2 current");
  }

  @Test
  void anOldImageAloneIsRefused() throws IOException {
    add("old", GREEN, 3);

    assertRefused("0 current");
  }

  @Test
  void aDeltaToAThirdImageIsRefused() throws IOException {
    add("current", GREEN, 3);
    add("old", BLUE, 3);
    addDelta(GREEN, RED);

    assertRefused("elsewhere");
  }

  @Test
  void anImageUnderThePathOfAnotherIsRefused() throws IOException {
    repository.add(PublishedImage.targetPath(BLUE), new byte[1], custom("current", GREEN, 3));

    assertRefused(GREEN.toString());
  }

  @Test
  void aTargetOfAnUnknownRoleIsRefused() throws IOException {
    add("current", GREEN, 3);
    add("candidate", BLUE, 3);

    assertRefused("role");
  }

  @Test
  void negativeNumbersAreRefused() throws IOException {
    add("current", GREEN, -1);

    assertRefused("'release' is -1");
  }

  private void assertRefused(String why) {
    assertThatThrownBy(this::read)
        .isInstanceOf(TrustException.class)
        .hasMessageContaining("E-METADATA")
        .hasMessageContaining(why);
  }

  private Optional<Release> read() throws IOException {
    repository.publishTargets();
    return Release.of(client.refresh());
  }

  private void add(String role, ImageId id, long release) {
    repository.add(PublishedImage.targetPath(id), new byte[1], custom(role, id, release));
  }

  private static Json.Object custom(String role, ImageId id, long release) {
    return Json.object()
        .put("role", role)
        .put("release", release)
        .put("imageId", id.toString())
        .put("label", "l")
        .put("manifestBytes", 10)
        .put("totalBytes", 20)
        .build();
  }

  private void addDelta(ImageId from, ImageId to) {
    repository.add(
        PublishedDelta.targetPath(from, to),
        new byte[1],
        Json.object()
            .put("role", "delta")
            .put("from", from.toString())
            .put("to", to.toString())
            .build());
  }

  private static ImageId image(String name) {
    return new ImageId(ContentHash.of(name.getBytes(StandardCharsets.UTF_8)));
  }
}
