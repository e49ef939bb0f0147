package lockstep.server.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import lockstep.images.ContentHash;
import lockstep.images.json.Json;
import lockstep.images.json.JsonException;
import lockstep.images.json.JsonReader;
import lockstep.images.json.JsonWriter;
import lockstep.server.durable.DurableFile;

/// The newest line: its number and its hash. Whoever knows it can tell whether a longer log goes on from there.
///
/// @param number 0 for a log without a line
public record Tip(long number, ContentHash hash) {
  /// Of an empty log.
  static final Tip NONE = new Tip(0, AuditEntry.NOTHING);

  private static final int MAX_BYTES = 1024;

  /// @param line with its line break
  static Tip of(long number, byte[] line) {
    return new Tip(number, ContentHash.of(line));
  }

  /// Empty when there is no such file.
  ///
  /// @throws JsonException when the file is damaged
  static Optional<Tip> read(Path file) throws IOException {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new JsonException("more than " + MAX_BYTES + " bytes");
      }
      Json.Object read = JsonReader.readObject(Files.readAllBytes(file));
      return Optional.of(new Tip(read.whole("number"), ContentHash.parse(read.text("hash"))));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      throw new JsonException(String.valueOf(e.getMessage()));
    }
  }

  void write(Path file) throws IOException {
    String json =
        JsonWriter.plain(Json.object().put("number", number).put("hash", hash.toString()).build());
    DurableFile.writeSecret(file, (json + "\n").getBytes(StandardCharsets.US_ASCII));
  }
}
