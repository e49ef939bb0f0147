package lockstep.agent.converge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
  /// @param holds what is not taken again by itself
  /// @param epochSeconds when the last run ended
  /// @param verified when every byte was last read
  public record Facts(
      Optional<ImageId> image,
      String label,
      Optional<ImageId> base,
      Seen seen,
      List<Hold> holds,
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
            Seen.NOTHING,
            List.of(),
            "",
            0,
            0,
            0,
            Optional.empty());

    public Facts {
      holds = List.copyOf(holds);
    }

    /// Those of the newest release seen.
    public List<Hold> standingHolds() {
      return holds.stream().filter(hold -> hold.isIn(seen.release())).toList();
    }

    private Facts having(Optional<ImageId> newBase, Seen newSeen, List<Hold> newHolds) {
      return new Facts(
          image,
          label,
          newBase,
          newSeen,
          newHolds,
          outcome,
          differences,
          epochSeconds,
          verified,
          decision);
    }

    /// The hold that keeps an image off now.
    Hold holdOf(ImageId refused, String why) {
      return new Hold(refused, seen.release(), seen.order(), why);
    }
  }

  /// What the repository and the server said last.
  ///
  /// @param release the highest counter of a release seen
  /// @param order the number of the order that stood then; 0: none did
  /// @param images those of that release; empty when nothing was seen yet
  public record Seen(long release, long order, List<ImageId> images) {
    public static final Seen NOTHING = new Seen(0, 0, List.of());

    public Seen {
      images = List.copyOf(images);
    }

    /// The release before this was seen, if it is an older one that is offered.
    private Seen then(Seen offered) {
      return offered.release < release ? new Seen(release, offered.order, images) : offered;
    }

    private Json.Object toJson() {
      return Json.object()
          .put("release", release)
          .put("order", order)
          .put("images", Json.texts(images.stream().map(ImageId::toString).toList()))
          .build();
    }

    private static Seen parse(Json.Object json) throws JsonException {
      List<ImageId> images = new ArrayList<>();
      for (String id : json.texts("images")) {
        images.add(ImageId.parse(id));
      }
      return new Seen(json.whole("release"), json.whole("order"), images);
    }
  }

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
    List<Hold> holds = new ArrayList<>();
    for (Json.Object hold : json.objects("holds")) {
      holds.add(Hold.parse(hold));
    }
    return new Facts(
        image(json, "image"),
        json.text("label"),
        image(json, "base"),
        Seen.parse(json.object("seen")),
        holds,
        json.text("outcome"),
        json.whole("differences"),
        json.whole("time"),
        json.whole("verified"),
        json.find("decision").isPresent()
            ? Optional.of(Decision.parse(json.object("decision")))
            : Optional.empty());
  }

  private static Optional<ImageId> image(Json.Object json, String key) throws JsonException {
    String id = json.text(key);
    return id.isEmpty() ? Optional.empty() : Optional.of(ImageId.parse(id));
  }

  /// Recalls, and remembers what was seen: before anything is done about it, so that a hold names the right release and
  /// the right order.
  Facts see(Seen offered) throws IOException {
    Facts facts = recall();
    Facts now = facts.having(facts.base(), facts.seen().then(offered), facts.holds());
    if (!now.equals(facts)) {
      keep(now);
    }
    return now;
  }

  /// Keeps an image off until the next release. Why is known when the run that does it comes to its end.
  public void hold(ImageId image) throws IOException {
    hold(image, "");
  }

  /// @param why what spoke against it
  void hold(ImageId image, String why) throws IOException {
    Facts facts = recall();
    List<Hold> holds = Hold.with(facts.holds(), facts.holdOf(image, why));
    keep(facts.having(facts.base(), facts.seen(), holds));
  }

  /// The root was brought to an image: from now on this is what its drift is repaired to.
  public void brought(ImageId image) throws IOException {
    Facts facts = recall();
    keep(facts.having(Optional.of(image), facts.seen(), facts.holds()));
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
            .put("seen", facts.seen().toJson())
            .put("holds", facts.holds().stream().map(Hold::toJson).toList())
            .put("time", facts.epochSeconds())
            .put("verified", facts.verified());
    facts.decision().ifPresent(decision -> json.put("decision", decision.toJson()));
    return json.build();
  }
}
