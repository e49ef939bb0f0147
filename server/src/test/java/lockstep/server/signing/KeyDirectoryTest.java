package lockstep.server.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import lockstep.images.release.Release;
import lockstep.images.trust.TrustedMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyDirectoryTest {
  @TempDir Path directory;

  @Test
  void twoOfThreeReleaseKeysPublishAndOneDoesNot() throws IOException {
    PublishingFixture fixture = new PublishingFixture(directory);
    KeyDirectory keys = fixture.keys(2);
    SignedRepository repository = fixture.create(keys, 2);

    Files.delete(key("release-1"));
    repository.publish(fixture.release(1, "blue"), keys);
    Files.copy(key("release-2"), key("release-1"));
    Files.delete(key("release-3"));

    assertThatThrownBy(() -> repository.publish(fixture.release(2, "green"), keys))
        .hasMessageContaining("needs 2 of this repository's 3 release keys")
        .hasMessageContaining("of the 2 key files here 1 fit");
    TrustedMetadata seen = fixture.machine("a", keys).refresh();
    assertThat(Release.of(seen).orElseThrow().counter()).isEqualTo(1);
  }

  @Test
  void keysAreEncryptedAndClosedToOthers() throws IOException {
    KeyDirectory made =
        KeyDirectory.create(directory.resolve("keys"), 1, PublishingFixture.PASSPHRASE);
    assertThat(made.releaseKeys()).hasSize(1);

    assertThat(mode(directory.resolve("keys"))).isEqualTo("rwx------");
    for (String name : List.of("root-1", "release-1")) {
      assertThat(mode(key(name))).isEqualTo("rw-------");
      assertThat(Files.readString(key(name))).startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----");
    }
  }

  @Test
  void onlineKeysLieBesideTheRepositoryClosedToOthers() throws IOException {
    PublishingFixture fixture = new PublishingFixture(directory);
    fixture.create(fixture.keys(1), 1);

    assertThat(fixture.onlineKeys).isEqualTo(directory.resolve("repo.online"));
    assertThat(mode(fixture.onlineKeys)).isEqualTo("rwx------");
    for (String name : List.of("snapshot", "timestamp", "rollout")) {
      assertThat(mode(fixture.onlineKeys.resolve(name + ".key"))).isEqualTo("rw-------");
    }
  }

  @Test
  void aWrongPassphraseSaysSo() throws IOException {
    PublishingFixture fixture = new PublishingFixture(directory);
    SignedRepository repository = fixture.create(fixture.keys(1), 1);
    KeyDirectory locked =
        KeyDirectory.open(directory.resolve("keys"), (_, _) -> "wrong".toCharArray());

    assertThatThrownBy(() -> repository.publish(fixture.release(1, "blue"), locked))
        .hasMessageContaining("E-PASSPHRASE")
        .hasMessageContaining("release-1.key");
  }

  @Test
  void keysAreNeverOverwritten() throws IOException {
    PublishingFixture.keys(directory.resolve("keys"), 1);
    byte[] before = Files.readAllBytes(key("release-1"));

    assertThatThrownBy(() -> PublishingFixture.keys(directory.resolve("keys"), 1))
        .hasMessageContaining("E-EXISTS");
    assertThat(Files.readAllBytes(key("release-1"))).isEqualTo(before);
  }

  @Test
  void aKeyFileCutShortIsNoKey() throws IOException {
    PublishingFixture.keys(directory.resolve("keys"), 1);
    Files.writeString(key("release-1"), "-----BEGIN ENCRYPTED PRIVATE KEY-----\n");
    KeyDirectory keys = KeyDirectory.open(directory.resolve("keys"), PublishingFixture.PASSPHRASE);

    assertThatThrownBy(keys::releaseKeys).isInstanceOf(IOException.class);
    assertThat(keys.rootKeys()).hasSize(1);
  }

  @Test
  void theEnvironmentAnswersForThePassphrase() throws IOException {
    PassphraseSource set =
        PassphraseSource.ofEnvironment(Map.of(PassphraseSource.VARIABLE, "secret"));
    PassphraseSource unset = PassphraseSource.ofEnvironment(Map.of());

    assertThat(set.passphrase("release-1", PassphraseSource.Purpose.UNLOCK))
        .isEqualTo("secret".toCharArray());
    assertThatThrownBy(() -> unset.passphrase("release-1", PassphraseSource.Purpose.UNLOCK))
        .hasMessageContaining("LOCKSTEP_PASSPHRASE");
  }

  @Test
  void aSigningKeyShowsNothingSecret() {
    SigningKey key = SigningKey.generate();

    assertThat(key).hasToString("key " + key.keyId());
  }

  private Path key(String name) {
    return directory.resolve("keys").resolve(name + ".key");
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
