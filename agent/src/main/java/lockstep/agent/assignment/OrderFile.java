package lockstep.agent.assignment;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import lockstep.agent.root.DurableFile;
import lockstep.images.json.JsonException;
import lockstep.images.json.JsonReader;
import lockstep.images.json.JsonWriter;

/// The order that the server gave last: `order.json` of the state folder; no file, no order.
public final class OrderFile {
  private final Path file;

  /// @param state the agent's state folder, which exists
  public OrderFile(Path state) {
    file = state.resolve("order.json");
  }

  /// A file that is damaged is no order: the next answer brings it again.
  public Optional<Order> read() throws IOException {
    try {
      return Optional.of(Order.parse(JsonReader.readObject(Files.readAllBytes(file))));
    } catch (NoSuchFileException | JsonException e) {
      return Optional.empty();
    }
  }

  /// Keeps what an answer said, on disk when this returns.
  ///
  /// @return whether it is news
  public boolean keep(Optional<Order> said) throws IOException {
    if (said.equals(read())) {
      return false;
    }
    if (said.isPresent()) {
      DurableFile.replace(
          file, JsonWriter.pretty(said.get().toJson()).getBytes(StandardCharsets.UTF_8));
    } else {
      Files.deleteIfExists(file);
    }
    return true;
  }
}
