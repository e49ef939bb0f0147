package lockstep.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lockstep.images.console.Inert;
import lockstep.images.json.Json;
import lockstep.images.json.JsonException;
import lockstep.server.signing.ReleaseFile;

/// What a release that waits for signatures says, for whoever is to sign it.
final class ReleaseLines {
  private ReleaseLines() {}

  /// @param signers whose signatures count and how many are needed, if that is known
  static Outcome outcome(String first, ReleaseFile release, Optional<Json.Object> signers)
      throws JsonException {
    Json.Object current = release.current();
    Json.ObjectBuilder json =
        Json.object()
            .put("release", current.whole("release"))
            .put("current", current.text("imageId"))
            .put("label", current.text("label"));
    List<String> lines = new ArrayList<>(List.of(first));
    lines.add("release %d: current is %s".formatted(current.whole("release"), named(current)));
    if (release.old().isPresent()) {
      Json.Object old = release.old().get();
      json.put("old", old.text("imageId"));
      lines.add("old is " + named(old));
    }
    if (current.find("review").isPresent()) {
      json.put("review", current.text("review"));
      lines.add("review " + current.text("review"));
    }
    json.put("expires", release.expires()).put("signers", Json.texts(release.signers()));
    lines.add("good until " + Inert.text(release.expires()));
    lines.add(signatures(release, signers));
    return new Outcome(json.build(), lines);
  }

  private static String named(Json.Object image) throws JsonException {
    return "%s (%s)".formatted(Inert.text(image.text("label")), Inert.text(image.text("imageId")));
  }

  private static String signatures(ReleaseFile release, Optional<Json.Object> signers)
      throws JsonException {
    int count = release.signers().size();
    if (signers.isEmpty()) {
      return count + " signatures";
    }
    List<String> trusted = signers.get().texts("keyids");
    long good = release.signers().stream().filter(trusted::contains).count();
    return "%d of %d signatures".formatted(good, signers.get().whole("threshold"));
  }
}
