package lockstep.server.gate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServedNameTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "//",
        "lockstep.json",
        "/other.json",
        "/metadata",
        "/metadata/",
        "/metadata//timestamp.json",
        "/metadata/../lockstep.json",
        "/metadata/./timestamp.json",
        "/metadata/.hidden",
        "/.git/config",
        "/repo.online/timestamp.key",
        "/metadata/%2e%2e/x",
        "/metadata/..%2fx",
        "/metadata/%252e%252e/x",
        "/metadata\\..\\x",
        "/metadata/x\u0000.json",
        "/metadata/x y",
        "/metadata/é",
        "/metadata;a=b/x",
        "/packs/a/b/c/d/e/f/g/h/i",
        "/lockstep.json/x",
        "http://elsewhere/metadata/x"
      })
  void aNameTheRepositoryCannotHaveIsNone(String path) {
    assertThat(ServedName.parse(path)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/lockstep.json",
        "/metadata/timestamp.json",
        "/metadata/1.root.json",
        "/targets/images/ab.cd.manifest",
        "/packs/ab.pack",
        "/packs/a..b",
        "/images/ab/manifest",
        "/deltas/ab-cd.delta"
      })
  void aNameOfTheRepositoryIsServed(String path) {
    assertThat(ServedName.parse(path)).isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "/metadata/timestamp.json, no-cache",
    "/lockstep.json, no-cache",
    "/images/ab/packs, no-cache",
    "/deltas/ab-cd.delta, no-cache",
    "/metadata/7.snapshot.json, 'public, max-age=31536000, immutable'",
    "/packs/ab.pack, 'public, max-age=31536000, immutable'",
    "/targets/ab.rollout.json, 'public, max-age=31536000, immutable'",
  })
  void onlyWhatNeverChangesIsCachedWithoutAsking(String path, String cacheControl) {
    assertThat(ServedName.parse(path).orElseThrow().cacheControl()).isEqualTo(cacheControl);
  }
}
