package lockstep.server.signing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lockstep.images.ContentHash;
import lockstep.images.ImageId;
import lockstep.images.json.Json;
import lockstep.images.release.PublishedImage;
import lockstep.images.trust.MetadataSource;
import lockstep.images.trust.TrustClient;
import org.bouncycastle.crypto.util.ScryptConfig;

/// A repository in a temporary directory, a clock that is set by hand, and machines that look at it.
final class PublishingFixture implements InstantSource {
  static final PassphraseSource PASSPHRASE = (_, _) -> "correct horse".toCharArray();

  final Path directory;
  final Path repository;
  final Path onlineKeys;
  private Instant now = Instant.parse("2026-11-22T12:00:00Z");

  PublishingFixture(Path directory) {
    this.directory = directory;
    this.repository = directory.resolve("repo");
    this.onlineKeys = SignedRepository.onlineKeysBeside(repository);
  }

  @Override
  public Instant instant() {
    return now;
  }

  void pass(Duration time) {
    now = now.plus(time);
  }

  KeyDirectory keys(int threshold) throws IOException {
    return keys(directory.resolve("keys"), threshold);
  }

  /// As the product makes them, but opened in no time.
  static KeyDirectory keys(Path directory, int threshold) throws IOException {
    ScryptConfig cheap = new ScryptConfig.Builder(2, 1, 1).withSaltLength(16).build();
    return KeyDirectory.create(directory, threshold, PASSPHRASE, cheap);
  }

  SignedRepository create(KeyDirectory keys, int threshold) throws IOException {
    return SignedRepository.create(repository, onlineKeys, keys, threshold, this);
  }

  static ImageId image(String name) {
    return new ImageId(ContentHash.of(name.getBytes(StandardCharsets.UTF_8)));
  }

  TargetDraft draft(String role, String name, long release) throws IOException {
    Path content = directory.resolve(name + ".manifest");
    Files.writeString(content, "manifest of " + name);
    ImageId id = image(name);
    return new TargetDraft(
        PublishedImage.targetPath(id),
        content,
        Json.object()
            .put("role", role)
            .put("release", release)
            .put("imageId", id.toString())
            .put("label", name)
            .put("manifestBytes", 100)
            .put("totalBytes", 1000)
            .build());
  }

  /// Current, then old if there is one.
  List<TargetDraft> release(long counter, String... names) throws IOException {
    List<TargetDraft> drafts = new ArrayList<>();
    for (String name : names) {
      drafts.add(draft(drafts.isEmpty() ? "current" : "old", name, counter));
    }
    return drafts;
  }

  /// A machine with its own state, given the trusted root.
  TrustClient machine(String name, KeyDirectory keys) throws IOException {
    Path state = Files.createDirectories(directory.resolve("machine-" + name));
    TrustClient client = new TrustClient(state, source(), this);
    client.init(Files.readAllBytes(keys.trustedRoot()));
    return client;
  }

  MetadataSource source() {
    return (name, maxBytes) -> {
      try (var in = Files.newInputStream(repository.resolve("metadata").resolve(name))) {
        return Optional.of(in.readNBytes(maxBytes + 1));
      } catch (NoSuchFileException e) {
        return Optional.empty();
      }
    };
  }
}
