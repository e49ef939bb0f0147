package lockstep.server.signing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import lockstep.images.ContentHash;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.json.Json;
import lockstep.images.json.JsonException;
import lockstep.images.json.JsonReader;
import lockstep.images.json.JsonWriter;
import lockstep.server.durable.DurableFile;

/// The public half of a key, as it stands in metadata: `NAME.pub` beside `NAME.key`.
///
/// @param keyId the SHA-256 of its canonical form
public record PublicKeyFile(Json.Object publicForm, String keyId) {
  private static final int MAX_BYTES = 4096;

  static PublicKeyFile of(SigningKey key) {
    return new PublicKeyFile(key.publicForm(), key.keyId());
  }

  /// @throws ProblemException `E-KEYS` when it is something else, a private key above all
  public static PublicKeyFile read(Path file) throws IOException {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new JsonException("longer than " + MAX_BYTES + " bytes");
      }
      Json.Object form = JsonReader.readObject(Files.readAllBytes(file));
      if (!form.text("keytype").equals("ed25519")
          || !form.text("scheme").equals("ed25519")
          || !form.object("keyval").text("public").matches("[0-9a-f]{64}")) {
        throw new JsonException("not an Ed25519 key");
      }
      return new PublicKeyFile(form, ContentHash.of(JsonWriter.canonical(form)).toString());
    } catch (JsonException e) {
      throw new ProblemException(
          new Problem(
              "E-KEYS",
              file.toString(),
              "is no public key: " + e.getMessage(),
              "name the .pub file that lockstep key new made"),
          e);
    }
  }

  void write(Path file) throws IOException {
    DurableFile.write(file, JsonWriter.canonical(publicForm));
  }
}
