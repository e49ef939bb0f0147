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

/// What the agent remembers between runs about this machine: `status.json` of the state folder.
public final class Memory {
  /// @param image what the root was measured to be when it was last looked at
  /// @param release the highest counter of a release seen
  /// @param held an image that was undone, and the release it was undone in
  /// @param epochSeconds when the last run ended
  public record Facts(
      Optional<ImageId> image,
      String label,
      long release,
      Optional<Held> held,
      String outcome,
      long differences,
      long epochSeconds) {
    public static final Facts NONE = new Facts(Optional.empty(), "", 0, Optional.empty(), "", 0, 0);

    private Facts of(long newRelease, Optional<Held> newHeld) {
      return new Facts(image, label, newRelease, newHeld, outcome, differences, epochSeconds);
    }
  }

  public record Held(ImageId image, long release) {}

  private final Path file;

  /// @param state the agent's state folder, which exists
  public Memory(Path state) {
    file = state.resolve("status.json");
  }

  /// A file that is missing or unreadable is no memory: everything in it can be measured again, but for a hold.
  public Facts recall() throws IOException {
    try {
      return facts(JsonReader.readObject(Files.readAllBytes(file)));
    } catch (NoSuchFileException | JsonException | IllegalArgumentException e) {
      return Facts.NONE;
    }
  }

  private static Facts facts(Json.Object json) throws JsonException {
    Optional<Held> held =
        json.text("heldImage").isEmpty()
            ? Optional.empty()
            : Optional.of(
                new Held(ImageId.parse(json.text("heldImage")), json.whole("heldRelease")));
    return new Facts(
        json.text("image").isEmpty()
            ? Optional.empty()
            : Optional.of(ImageId.parse(json.text("image"))),
        json.text("label"),
        json.whole("release"),
        held,
        json.text("outcome"),
        json.whole("differences"),
        json.whole("time"));
  }

  /// Recalls, and remembers that a release was seen: before anything is done about it, so that a hold names the right one.
  public Facts see(long release) throws IOException {
    Facts facts = recall();
    if (release <= facts.release()) {
      return facts;
    }
    Facts now = facts.of(release, facts.held());
    keep(now);
    return now;
  }

  /// Keeps an image off until the next release.
  public void hold(ImageId image) throws IOException {
    Facts facts = recall();
    keep(facts.of(facts.release(), Optional.of(new Held(image, facts.release()))));
  }

  /// On disk when this returns.
  public void keep(Facts facts) throws IOException {
    DurableFile.replace(file, JsonWriter.pretty(json(facts)).getBytes(StandardCharsets.UTF_8));
  }

  /// The same, as `status --json` shows it.
  public static Json.Object json(Facts facts) {
    return Json.object()
        .put("image", facts.image().map(ImageId::toString).orElse(""))
        .put("label", facts.label())
        .put("outcome", facts.outcome())
        .put("differences", facts.differences())
        .put("release", facts.release())
        .put("heldImage", facts.held().map(held -> held.image().toString()).orElse(""))
        .put("heldRelease", facts.held().map(Held::release).orElse(0L))
        .put("time", facts.epochSeconds())
        .build();
  }
}
