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
  /// @param base the image it was brought to, or found to be, last: what its drift is repaired to
  /// @param release the highest counter of a release seen
  /// @param order the number of the order that stood then; 0: none did
  /// @param held an image that was undone, and the release it was undone in
  /// @param epochSeconds when the last run ended
  /// @param verified when every byte was last read
  public record Facts(
      Optional<ImageId> image,
      String label,
      Optional<ImageId> base,
      long release,
      long order,
      Optional<Held> held,
      String outcome,
      long differences,
      long epochSeconds,
      long verified,
      Optional<Decision> decision) {
    public static final Facts NONE =
        new Facts(
            Optional.empty(),
            "",
            Optional.empty(),
            0,
            0,
            Optional.empty(),
            "",
            0,
            0,
            0,
            Optional.empty());

    private Facts seen(long newRelease, long newOrder) {
      return new Facts(
          image,
          label,
          base,
          Math.max(release, newRelease),
          newOrder,
          held,
          outcome,
          differences,
          epochSeconds,
          verified,
          decision);
    }

    private Facts holding(ImageId refused) {
      return new Facts(
          image,
          label,
          base,
          release,
          order,
          Optional.of(new Held(refused, release, order)),
          outcome,
          differences,
          epochSeconds,
          verified,
          decision);
    }

    private Facts on(ImageId brought) {
      return new Facts(
          image,
          label,
          Optional.of(brought),
          release,
          order,
          held,
          outcome,
          differences,
          epochSeconds,
          verified,
          decision);
    }
  }

  /// @param order the one that stood when it was undone: another force takes the image all the same
  public record Held(ImageId image, long release, long order) {}

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

  /// What an older agent did not write yet is taken from what it did.
  private static Facts facts(Json.Object json) throws JsonException {
    Optional<ImageId> image = image(json, "image");
    Optional<ImageId> heldImage = image(json, "heldImage");
    Optional<Held> held =
        heldImage.isEmpty()
            ? Optional.empty()
            : Optional.of(
                new Held(heldImage.get(), json.whole("heldRelease"), whole(json, "heldOrder")));
    return new Facts(
        image,
        json.text("label"),
        json.find("base").isPresent() ? image(json, "base") : image,
        json.whole("release"),
        whole(json, "order"),
        held,
        json.text("outcome"),
        json.whole("differences"),
        json.whole("time"),
        whole(json, "verified"),
        json.find("decision").isPresent()
            ? Optional.of(Decision.parse(json.object("decision")))
            : Optional.empty());
  }

  private static Optional<ImageId> image(Json.Object json, String key) throws JsonException {
    String id = json.text(key);
    return id.isEmpty() ? Optional.empty() : Optional.of(ImageId.parse(id));
  }

  private static long whole(Json.Object json, String key) throws JsonException {
    return json.find(key).isPresent() ? json.whole(key) : 0;
  }

  /// Recalls, and remembers what was seen: before anything is done about it, so that a hold names the right release and
  /// the right order.
  public Facts see(long release, long order) throws IOException {
    Facts facts = recall();
    Facts now = facts.seen(release, order);
    if (!now.equals(facts)) {
      keep(now);
    }
    return now;
  }

  /// Keeps an image off until the next release.
  public void hold(ImageId image) throws IOException {
    keep(recall().holding(image));
  }

  /// The root was brought to an image: from now on this is what its drift is repaired to.
  public void brought(ImageId image) throws IOException {
    keep(recall().on(image));
  }

  /// On disk when this returns.
  public void keep(Facts facts) throws IOException {
    DurableFile.replace(file, JsonWriter.pretty(json(facts)).getBytes(StandardCharsets.UTF_8));
  }

  /// The same, as `status --json` shows it.
  public static Json.Object json(Facts facts) {
    Json.ObjectBuilder json =
        Json.object()
            .put("image", facts.image().map(ImageId::toString).orElse(""))
            .put("label", facts.label())
            .put("base", facts.base().map(ImageId::toString).orElse(""))
            .put("outcome", facts.outcome())
            .put("differences", facts.differences())
            .put("release", facts.release())
            .put("order", facts.order())
            .put("heldImage", facts.held().map(held -> held.image().toString()).orElse(""))
            .put("heldRelease", facts.held().map(Held::release).orElse(0L))
            .put("heldOrder", facts.held().map(Held::order).orElse(0L))
            .put("time", facts.epochSeconds())
            .put("verified", facts.verified());
    facts.decision().ifPresent(decision -> json.put("decision", decision.toJson()));
    return json.build();
  }
}
