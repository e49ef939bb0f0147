package lockstep.server.signing;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import lockstep.images.Problem;
import lockstep.images.ProblemException;

/// The keys the server signs with by itself. They can freeze a fleet or move it between two signed images; they cannot
/// name a third.
record OnlineKeys(SigningKey snapshot, SigningKey timestamp, SigningKey rollout) {
  static OnlineKeys create(Path directory) throws IOException {
    OnlineKeys keys =
        new OnlineKeys(SigningKey.generate(), SigningKey.generate(), SigningKey.generate());
    DurableFile.makeSecretDirectory(directory);
    KeyFile.writePlain(directory.resolve("snapshot.key"), keys.snapshot);
    KeyFile.writePlain(directory.resolve("timestamp.key"), keys.timestamp);
    KeyFile.writePlain(directory.resolve("rollout.key"), keys.rollout);
    return keys;
  }

  static OnlineKeys open(Path directory) throws IOException {
    try {
      return new OnlineKeys(
          KeyFile.readPlain(directory.resolve("snapshot.key")),
          KeyFile.readPlain(directory.resolve("timestamp.key")),
          KeyFile.readPlain(directory.resolve("rollout.key")));
    } catch (NoSuchFileException absent) {
      throw missing(directory);
    }
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
