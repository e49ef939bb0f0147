package lockstep.server.rollout;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.json.JsonException;
import lockstep.images.json.JsonReader;
import lockstep.images.json.JsonWriter;
import lockstep.server.durable.DurableFile;
import lockstep.server.signing.SignedRepository;

/// The file that says how far a rollout is, beside the online keys: whoever may sign rollouts may write it.
final class RolloutFile {
  private static final String NAME = "rollout-plan.json";
  private static final int MAX_BYTES = 4 << 20;

  private final Path path;

  RolloutFile(SignedRepository signed) {
    this.path = signed.onlineKeys().resolve(NAME);
  }

  /// Empty when no rollout was ever begun here.
  ///
  /// @throws ProblemException `E-ROLLOUT-FILE` when what is there is damaged
  Optional<RolloutState> read() throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(path)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    try {
      if (bytes.length > MAX_BYTES) {
        throw new JsonException("longer than " + MAX_BYTES + " bytes");
      }
      return Optional.of(StateJson.read(JsonReader.readObject(bytes)));
    } catch (JsonException e) {
      throw new ProblemException(
          new Problem(
              "E-ROLLOUT-FILE",
              path.toString(),
              "the rollout's file is damaged, and nobody knows how far it is: " + e.getMessage(),
              "machines stay with the statement that is published. Restore the file from a backup,"
                  + " or give the rollout up: lockstep rollback"),
          e);
    }
  }

  void write(RolloutState state) throws IOException {
    String text = JsonWriter.pretty(StateJson.of(state)) + "\n";
    DurableFile.writeSecret(path, text.getBytes(StandardCharsets.UTF_8));
  }

  /// Gives a damaged file another name, for whoever looks into it.
  void setAside() throws IOException {
    Files.move(path, path.resolveSibling(NAME + ".damaged"), StandardCopyOption.REPLACE_EXISTING);
  }
}
