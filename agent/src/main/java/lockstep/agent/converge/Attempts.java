package lockstep.agent.converge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import lockstep.agent.root.DurableFile;
import lockstep.images.ImageId;
import lockstep.images.json.Json;
import lockstep.images.json.JsonException;
import lockstep.images.json.JsonReader;
import lockstep.images.json.JsonWriter;

/// How often in a row the agent died at an image: while it brought the root to it, while it finished that after a death, or before it
/// came to the end of its next run. `attempt.json` of the state folder is there meanwhile. An image that kills its agent each time is
/// not tried for ever.
public final class Attempts {
  /// So many deaths are no power cuts any more.
  static final int MOST_DEATHS = 5;

  private static final String DIED_TOO_OFTEN =
      "the agent died " + MOST_DEATHS + " times in a row while it took the image";

  private final Path file;

  /// @param state the agent's state folder, which exists
  Attempts(Path state) {
    file = state.resolve("attempt.json");
  }

  /// @param number this one's, counted from 1
  /// @param why it is held off, when it is
  public record Attempt(ImageId image, long number, String why) {}

  /// The one that nobody has come to the end of.
  public Optional<Attempt> last() throws IOException {
    try {
      Json.Object json = JsonReader.readObject(Files.readAllBytes(file));
      return Optional.of(
          new Attempt(
              ImageId.parse(json.text("image")),
              json.whole("number"),
              json.members().containsKey("why") ? json.text("why") : DIED_TOO_OFTEN));
    } catch (NoSuchFileException | JsonException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /// The image at which the agent died too often, or once where that says enough; empty when there is none.
  Optional<Attempt> deadly() throws IOException {
    return last().filter(each -> each.number() >= MOST_DEATHS);
  }

  /// Notes, on disk, that another attempt begins.
  void begin(ImageId image) throws IOException {
    long before = last().filter(each -> each.image().equals(image)).map(Attempt::number).orElse(0L);
    write(new Attempt(image, before + 1, DIED_TOO_OFTEN));
  }

  private void write(Attempt attempt) throws IOException {
    Json.Object json =
        Json.object()
            .put("image", attempt.image().toString())
            .put("number", attempt.number())
            .put("why", attempt.why())
            .build();
    DurableFile.replace(file, JsonWriter.plain(json).getBytes(StandardCharsets.UTF_8));
  }

  /// Notes, on disk, that the agent goes on with what it died at, if it did.
  void again() throws IOException {
    Optional<Attempt> last = last();
    if (last.isPresent()) {
      write(new Attempt(last.get().image(), last.get().number() + 1, last.get().why()));
    }
  }

  /// Notes, on disk, that what [#again] counted did not kill it; who comes next counts itself.
  void survived() throws IOException {
    Optional<Attempt> last = last();
    if (last.isPresent()) {
      write(new Attempt(last.get().image(), last.get().number() - 1, last.get().why()));
    }
  }

  /// Notes, on disk, that no further attempt is to be made at what the agent died at, if it did.
  void condemn(String why) throws IOException {
    Optional<Attempt> last = last();
    if (last.isPresent()) {
      write(new Attempt(last.get().image(), MOST_DEATHS, why));
    }
  }

  /// The agent lives, whatever came of it.
  void over() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // What is wrong with the disk has been, or will be, told by others; one death too many is
      // counted.
    }
  }
}
