package lockstep.agent.converge;

import java.util.Optional;
import lockstep.agent.report.ReportJson;
import lockstep.images.ImageId;
import lockstep.images.Problem;
import lockstep.images.json.Json;
import lockstep.images.json.JsonException;
import lockstep.images.release.PublishedImage;

/// What was chosen for this machine in its last run, as it is remembered and told.
///
/// @param image where it is to go; empty: neither of the two
/// @param by what decided, and in words why
/// @param notYet why it did not go there
public record Decision(
    Optional<ImageId> image, String label, String by, String because, Optional<Problem> notYet) {
  /// @param notYet what kept the machine from it in the end
  static Decision of(Choice choice, Optional<Problem> notYet) {
    return new Decision(
        choice.image().map(PublishedImage::id),
        choice.image().map(PublishedImage::label).orElse(""),
        choice.ground().by().word(),
        choice.ground().because(),
        notYet);
  }

  static Decision parse(Json.Object json) throws JsonException {
    String image = json.text("image");
    return new Decision(
        image.isEmpty() ? Optional.empty() : Optional.of(ImageId.parse(image)),
        json.text("label"),
        json.text("by"),
        json.text("because"),
        json.find("notYet").isPresent()
            ? Optional.of(ReportJson.problem(json.object("notYet")))
            : Optional.empty());
  }

  Json.Object toJson() {
    Json.ObjectBuilder json =
        Json.object()
            .put("image", image.map(ImageId::toString).orElse(""))
            .put("label", label)
            .put("by", by)
            .put("because", because);
    notYet.ifPresent(problem -> json.put("notYet", ReportJson.problem(problem)));
    return json.build();
  }
}
