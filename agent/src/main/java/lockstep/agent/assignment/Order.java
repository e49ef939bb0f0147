package lockstep.agent.assignment;

import lockstep.images.json.Json;
import lockstep.images.json.JsonException;

/// An operator's word to this machine alone. What is in it comes from the server and may be nonsense: an image that is none
/// names none.
///
/// @param number grows with every order given to this machine
/// @param image of one of the two published images, as hex
/// @param release a force stands while this is the newest release
/// @param expires a pin stands until then, in seconds since 1970
/// @param made when it was given, likewise
public record Order(
    long number,
    String image,
    Kind kind,
    long release,
    long expires,
    String by,
    String reason,
    long made) {
  public enum Kind {
    /// At once, whatever the maintenance windows, the rollout and an earlier undo say.
    FORCE,
    /// Instead of what the rollout says, by the machine's own schedule.
    PIN;

    /// The word in `--json`.
    public String word() {
      return this == FORCE ? "force" : "pin";
    }
  }

  static Order parse(Json.Object json) throws JsonException {
    return new Order(
        json.whole("number"),
        json.text("image"),
        json.text("kind").equals(Kind.FORCE.word()) ? Kind.FORCE : Kind.PIN,
        json.whole("release"),
        json.whole("expires"),
        json.text("by"),
        json.text("reason"),
        json.whole("made"));
  }

  public Json.Object toJson() {
    return Json.object()
        .put("number", number)
        .put("image", image)
        .put("kind", kind.word())
        .put("release", release)
        .put("expires", expires)
        .put("by", by)
        .put("reason", reason)
        .put("made", made)
        .build();
  }
}
