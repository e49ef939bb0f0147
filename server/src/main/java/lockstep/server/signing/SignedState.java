package lockstep.server.signing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import lockstep.images.json.Json;
import lockstep.images.json.JsonReader;
import org.jspecify.annotations.Nullable;

/// The metadata that `timestamp.json` leads to: what is being served. Our own files, so they are not verified here.
///
/// @param root the newest there is
/// @param rollout absent until the first statement
record SignedState(
    SignedFile root,
    SignedFile timestamp,
    SignedFile snapshot,
    SignedFile targets,
    @Nullable SignedFile rollout) {

  /// A file as it is served, and its `signed` part.
  static final class SignedFile {
    private final byte[] bytes;
    private final Json.Object signed;

    private SignedFile(byte[] bytes, Json.Object signed) {
      this.bytes = bytes;
      this.signed = signed;
    }

    static SignedFile read(Path file) throws IOException {
      return of(Files.readAllBytes(file));
    }

    static SignedFile of(byte[] bytes) throws IOException {
      return new SignedFile(bytes, JsonReader.readObject(bytes).object("signed"));
    }

    byte[] bytes() {
      return bytes;
    }

    Json.Object signed() {
      return signed;
    }

    long version() throws IOException {
      return signed.whole("version");
    }

    Instant expires() throws IOException {
      return Instant.parse(signed.text("expires"));
    }
  }

  static SignedState read(Path metadata) throws IOException {
    SignedFile timestamp = SignedFile.read(metadata.resolve("timestamp.json"));
    long version = version(timestamp, "snapshot.json");
    SignedFile snapshot = SignedFile.read(metadata.resolve(version + ".snapshot.json"));
    SignedFile targets =
        SignedFile.read(metadata.resolve(version(snapshot, "targets.json") + ".targets.json"));
    boolean staged = snapshot.signed().object("meta").find("rollout.json").isPresent();
    SignedFile rollout =
        staged
            ? SignedFile.read(metadata.resolve(version(snapshot, "rollout.json") + ".rollout.json"))
            : null;
    SignedFile root = SignedFile.of(NewestRoot.in(metadata).bytes());
    return new SignedState(root, timestamp, snapshot, targets, rollout);
  }

  private static long version(SignedFile namer, String name) throws IOException {
    return namer.signed().object("meta").object(name).whole("version");
  }

  Optional<SignedFile> rolloutFile() {
    return Optional.ofNullable(rollout);
  }

  /// The last instant at which a client would have accepted all of this, or `now` if it still would.
  Instant freshAt(Instant now) throws IOException {
    Instant latest = now;
    for (SignedFile file : new SignedFile[] {root, timestamp, snapshot, targets}) {
      Instant last = file.expires().minusSeconds(1);
      latest = last.isBefore(latest) ? last : latest;
    }
    return latest;
  }
}
