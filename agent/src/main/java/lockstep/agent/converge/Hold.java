package lockstep.agent.converge;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lockstep.images.ImageId;
import lockstep.images.console.Inert;
import lockstep.images.json.Json;
import lockstep.images.json.JsonException;

/// An image that was undone here, or kept out by a check: it is not taken again in that release, but by somebody's word.
///
/// @param order the number of the one that stood when it was undone: another force takes the image all the same
/// @param why what spoke against it; empty when a crash came between
public record Hold(ImageId image, long release, long order, String why) {
  static final String BY_HAND = "by hand";

  boolean isIn(long counter) {
    return release == counter;
  }

  /// The one of an image, if it is held off in a release.
  static Optional<Hold> find(List<Hold> holds, ImageId image, long release) {
    return holds.stream()
        .filter(hold -> hold.image.equals(image) && hold.isIn(release))
        .findFirst();
  }

  /// With one more; those of releases before it say nothing any more.
  static List<Hold> with(List<Hold> holds, Hold more) {
    List<Hold> all = new ArrayList<>(holds);
    all.removeIf(hold -> hold.release < more.release || hold.image.equals(more.image));
    all.add(more);
    return all;
  }

  /// For people.
  public String sentence() {
    return "image %s was undone in release %d%s; it stays off until the next release"
        .formatted(image.abbreviated(), release, why.isEmpty() ? "" : " (" + Inert.text(why) + ")");
  }

  /// The image is free again.
  static List<Hold> without(List<Hold> holds, ImageId image) {
    return holds.stream().filter(hold -> !hold.image.equals(image)).toList();
  }

  static Hold parse(Json.Object json) throws JsonException {
    return new Hold(
        ImageId.parse(json.text("image")),
        json.whole("release"),
        json.whole("order"),
        json.text("why"));
  }

  Json.Object toJson() {
    return Json.object()
        .put("image", image.toString())
        .put("release", release)
        .put("order", order)
        .put("why", why)
        .build();
  }
}
