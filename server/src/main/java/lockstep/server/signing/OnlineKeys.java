package lockstep.server.signing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.json.Json;
import lockstep.images.json.JsonException;
import lockstep.server.durable.DurableFile;

/// The keys the server signs with by itself. They can freeze a fleet or move it between two signed images; they cannot
/// name a third.
record OnlineKeys(SigningKey snapshot, SigningKey timestamp, SigningKey rollout) {
  private static final String SNAPSHOT = "snapshot.key";
  private static final String TIMESTAMP = "timestamp.key";
  private static final String ROLLOUT = "rollout.key";

  /// Where the keys are that a change of keys is to bring.
  private static final String NEXT = "next";

  static OnlineKeys create(Path directory) throws IOException {
    OnlineKeys keys =
        new OnlineKeys(SigningKey.generate(), SigningKey.generate(), SigningKey.generate());
    DurableFile.makeSecretDirectory(directory);
    KeyFile.writePlain(directory.resolve(SNAPSHOT), keys.snapshot);
    KeyFile.writePlain(directory.resolve(TIMESTAMP), keys.timestamp);
    KeyFile.writePlain(directory.resolve(ROLLOUT), keys.rollout);
    return keys;
  }

  /// Those that a root names: the ones in use, or the ones that were made to follow them.
  static OnlineKeys open(Path directory, Json.Object root) throws IOException {
    OnlineKeys inUse = read(directory);
    Path next = directory.resolve(NEXT);
    if (!inUse.areNamedBy(root) && Files.exists(next.resolve(ROLLOUT))) {
      OnlineKeys following = read(next);
      if (following.areNamedBy(root)) {
        return following;
      }
    }
    return inUse;
  }

  /// The keys that will follow those in use; made unless they are there.
  static OnlineKeys following(Path directory) throws IOException {
    Path next = directory.resolve(NEXT);
    return Files.exists(next.resolve(ROLLOUT)) ? read(next) : create(next);
  }

  /// Puts the keys that the root in force names in the place of those before them. May be repeated after a crash.
  static void settle(Path directory, Json.Object root) throws IOException {
    Path next = directory.resolve(NEXT);
    if (!Files.exists(next.resolve(ROLLOUT)) || !read(next).areNamedBy(root)) {
      return;
    }
    for (String name : new String[] {SNAPSHOT, TIMESTAMP}) {
      DurableFile.writeSecret(directory.resolve(name), Files.readAllBytes(next.resolve(name)));
    }
    // What tells that there is something to settle goes last.
    DurableFile.writeSecret(directory.resolve(ROLLOUT), Files.readAllBytes(next.resolve(ROLLOUT)));
    for (String name : new String[] {ROLLOUT, SNAPSHOT, TIMESTAMP}) {
      Files.delete(next.resolve(name));
    }
    Files.delete(next);
  }

  private static OnlineKeys read(Path directory) throws IOException {
    try {
      return new OnlineKeys(
          KeyFile.readPlain(directory.resolve(SNAPSHOT)),
          KeyFile.readPlain(directory.resolve(TIMESTAMP)),
          KeyFile.readPlain(directory.resolve(ROLLOUT)));
    } catch (NoSuchFileException absent) {
      throw missing(directory);
    }
  }

  boolean areNamedBy(Json.Object root) throws JsonException {
    Json.Object roles = root.object("roles");
    return roles.object("snapshot").texts("keyids").contains(snapshot.keyId())
        && roles.object("timestamp").texts("keyids").contains(timestamp.keyId());
  }

  static ProblemException missing(Path directory) {
    return new ProblemException(
        new Problem(
            "E-KEYS",
            directory.toString(),
            "the online keys of this repository are not here",
            "they lie beside it, in REPO.online; name another place with --online-keys DIR"));
  }
}
