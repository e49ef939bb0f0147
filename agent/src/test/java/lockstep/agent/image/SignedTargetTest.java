package lockstep.agent.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import lockstep.agent.fetch.Sources;
import lockstep.agent.source.DirectorySource;
import lockstep.images.ContentHash;
import lockstep.images.ImageId;
import lockstep.images.IntegrityException;
import lockstep.images.json.Json;
import lockstep.images.release.PublishedImage;
import lockstep.images.trust.RepositorySimulator;
import lockstep.images.trust.TargetFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A signed file is what was signed: its hash is compared before anybody looks into it.
class SignedTargetTest {
  private static final byte[] CONTENT = "what was signed".getBytes(StandardCharsets.UTF_8);
  private static final ImageId IMAGE = new ImageId(ContentHash.of(CONTENT));

  @TempDir Path directory;
  private Repository repository;
  private TargetFile target;
  private Path stored;

  @BeforeEach
  void aReleaseOfOneTarget() throws IOException {
    RepositorySimulator signers = new RepositorySimulator();
    signers.add(
        PublishedImage.targetPath(IMAGE),
        CONTENT,
        Json.object()
            .put("role", "current")
            .put("release", 1)
            .put("imageId", IMAGE.toString())
            .put("label", "one")
            .put("manifestBytes", CONTENT.length)
            .put("totalBytes", 0)
            .build());
    signers.publishTargets();
    Path repo = directory.resolve("repo");
    Path metadata = Files.createDirectories(repo.resolve("metadata"));
    for (String name : new String[] {"timestamp.json", "2.snapshot.json", "2.targets.json"}) {
      Files.write(metadata.resolve(name), signers.fetch(name, Integer.MAX_VALUE).orElseThrow());
    }
    DirectorySource source = new DirectorySource(repo);
    Sources objects =
        Sources.only(
            (path, offset, length, sink) -> source.read(path, offset, length, sink::accept));
    repository =
        new Repository(source, objects, Files.createDirectory(directory.resolve("state")), signers);
    repository.trust(signers.firstRoot());
    target = repository.refresh().release().current().manifest();
    stored = repo.resolve("targets").resolve(target.storedPath());
    Files.createDirectories(stored.getParent());
  }

  @Test
  void whatWasSignedIsTaken() throws IOException {
    Files.write(stored, CONTENT);

    assertThat(repository.target(target)).hasBinaryContent(CONTENT);
  }

  /// Whatever stands behind it is not read.
  @Test
  void noMoreIsReadThanWasSigned() throws IOException {
    Files.write(stored, Arrays.copyOf(CONTENT, CONTENT.length + 1000));

    assertThat(repository.target(target)).hasBinaryContent(CONTENT);
  }

  @Test
  void oneOtherByteIsRefusedAndNothingStays() throws IOException {
    for (int at = 0; at < CONTENT.length; at++) {
      byte[] other = CONTENT.clone();
      other[at] ^= 1;
      Files.write(stored, other);

      assertThatThrownBy(() -> repository.target(target))
          .isInstanceOf(IntegrityException.class)
          .hasMessageContaining("is not what was signed");
      try (Stream<Path> left = Files.list(directory.resolve("state/downloads"))) {
        assertThat(left).isEmpty();
      }
    }
  }

  @Test
  void aFileThatWasCutIsRefused() throws IOException {
    for (int length = 0; length < CONTENT.length; length++) {
      Files.write(stored, Arrays.copyOf(CONTENT, length));

      assertThatThrownBy(() -> repository.target(target)).isInstanceOf(IntegrityException.class);
    }
  }
}
