package lockstep.agent.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import lockstep.agent.fetch.Sources;
import lockstep.agent.source.DirectorySource;
import lockstep.agent.source.RepositorySource;
import lockstep.images.ContentHash;
import lockstep.images.ImageId;
import lockstep.images.delta.GroupIndexHeader;
import lockstep.images.delta.GroupIndexHeader.ManifestPatch;
import lockstep.images.delta.OffHeap;
import lockstep.images.delta.PrefixFrame;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestPatchesTest {
  private static final byte[] OLD = bytes("old manifest, line after line\n".repeat(1000));
  private static final byte[] NEW = bytes("new " + "manifest, line after line\n".repeat(1001));
  private static final ImageId FROM = new ImageId(ContentHash.of(OLD));
  private static final ImageId TO = new ImageId(ContentHash.of(NEW));

  @TempDir Path directory;
  private ManifestCache manifests;
  private RepositorySource repository;
  private Path object;
  private byte[] patch;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @BeforeEach
  void publishADelta() throws IOException {
    manifests = new ManifestCache(directory.resolve("manifests"));
    Files.write(directory.resolve("manifests").resolve(FROM.toString()), OLD);
    try (OffHeap prefix = OffHeap.copyOf(ByteBuffer.wrap(OLD));
        OffHeap plain = OffHeap.copyOf(ByteBuffer.wrap(NEW));
        OffHeap made = PrefixFrame.make(prefix, plain, 3)) {
      patch = new byte[(int) made.sizeBytes()];
      made.buffer().get(patch);
    }
    object = directory.resolve("repo").resolve(GroupIndexHeader.objectPath(FROM, TO));
    Files.createDirectories(object.getParent());
    Files.write(object, Arrays.copyOf(patch, patch.length + 100_000));
    repository = new DirectorySource(directory.resolve("repo"));
  }

  private ManifestPatches patches() {
    Sources sources =
        Sources.only(
            (path, offset, length, sink) -> repository.read(path, offset, length, sink::accept));
    return new ManifestPatches(sources, directory, manifests);
  }

  private boolean apply() {
    return apply(ContentHash.of(patch));
  }

  private boolean apply(ContentHash digest) {
    GroupIndexHeader header =
        new GroupIndexHeader(
            Optional.of(FROM), TO, Optional.of(new ManifestPatch(patch.length, digest)), 0);
    return patches().apply(header, NEW.length);
  }

  @Test
  void aManifestIsMadeOfTheOtherAndTheFirstBytesOfTheDelta() throws IOException {
    assertThat(apply()).isTrue();
    assertThat(manifests.has(TO)).isTrue();
    assertThat(repository.traffic().bytes()).isEqualTo(patch.length);
  }

  @Test
  void aPatchThatWasDamagedIsNotUsed() throws IOException {
    byte[] stored = Files.readAllBytes(object);
    stored[patch.length / 2] ^= 1;
    Files.write(object, stored);

    assertThat(apply()).isFalse();
    assertThat(manifests.isHere(TO)).isFalse();
  }

  @Test
  void aPatchThatMakesAnotherManifestIsNotBelieved() throws IOException {
    Files.write(directory.resolve("manifests").resolve(FROM.toString()), NEW);

    assertThat(apply()).isFalse();
    assertThat(manifests.isHere(TO)).isFalse();
  }

  @Test
  void aPatchThatIsNotTheSignedOneIsNotUnpacked() throws IOException {
    assertThat(apply(FROM.hash())).isFalse();
    assertThat(manifests.isHere(TO)).isFalse();
  }

  @Test
  void withoutTheObjectTheManifestComesWhole() throws IOException {
    Files.delete(object);

    assertThat(apply()).isFalse();
  }

  @Test
  void aDeltaWithoutAPatchIsNoHelp() {
    GroupIndexHeader header = new GroupIndexHeader(Optional.of(FROM), TO, Optional.empty(), 0);

    assertThat(patches().apply(header, NEW.length)).isFalse();
    assertThat(repository.traffic().requests()).isZero();
  }
}
