package lockstep.server.rollout;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import lockstep.images.ImageId;
import lockstep.images.json.Json;
import lockstep.images.json.JsonException;
import lockstep.images.release.RolloutStatement;

/// What `rollout show --json` prints and a server answers: docs/formats/rollout-v1.md.
public final class PictureJson {
  private PictureJson() {}

  public static Json.Object of(RolloutPicture picture) {
    Json.ObjectBuilder json =
        Json.object().put("release", picture.release()).put("current", named(picture.current()));
    picture.old().ifPresent(old -> json.put("old", named(old)));
    picture.statement().ifPresent(statement -> json.put("statement", statement.toJson()));
    picture.expires().ifPresent(time -> json.put("statementExpires", time.toString()));
    picture.state().ifPresent(state -> json.put("rollout", StateJson.of(state)));
    Json.ObjectBuilder machines = Json.object();
    for (Fate fate : Fate.values()) {
      machines.put(fate.toString(), picture.verdict().count(fate));
    }
    json.put("machines", machines).put("hurt", StateJson.hurt(picture.verdict().hurt()));
    picture
        .waits()
        .ifPresent(wait -> {
          json.put("waitsFor", wait.forWhat());
          wait.until().ifPresent(end -> json.put("waitsUntil", end.toString()));
        });
    if (!picture.emptyGroups().isEmpty()) {
      json.put("emptyGroups", Json.texts(picture.emptyGroups()));
    }
    return json.build();
  }

  private static Json.ObjectBuilder named(RolloutPicture.Named image) {
    return Json.object().put("id", image.id().toString()).put("label", image.label());
  }

  /// @throws JsonException when it is none, saying why
  public static RolloutPicture read(Json.Object json) throws JsonException {
    try {
      return new RolloutPicture(
          named(json.object("current")),
          json.find("old").isPresent() ? Optional.of(named(json.object("old"))) : Optional.empty(),
          json.whole("release"),
          json.find("statement").isPresent()
              ? Optional.of(RolloutStatement.parse(json.object("statement")))
              : Optional.empty(),
          time(json, "statementExpires"),
          json.find("rollout").isPresent()
              ? Optional.of(StateJson.read(json.object("rollout")))
              : Optional.empty(),
          new Verdict(machines(json.object("machines")), StateJson.hurt(json)),
          json.find("waitsFor").isPresent()
              ? Optional.of(new Wait(json.text("waitsFor"), time(json, "waitsUntil")))
              : Optional.empty(),
          json.find("emptyGroups").isPresent() ? json.texts("emptyGroups") : List.of());
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new JsonException("no picture of a rollout: " + e.getMessage());
    }
  }

  private static RolloutPicture.Named named(Json.Object json) throws JsonException {
    return new RolloutPicture.Named(ImageId.parse(json.text("id")), json.text("label"));
  }

  private static Optional<Instant> time(Json.Object json, String key) throws JsonException {
    return json.find(key).isPresent()
        ? Optional.of(Instant.parse(json.text(key)))
        : Optional.empty();
  }

  private static Map<Fate, Integer> machines(Json.Object json) throws JsonException {
    Map<Fate, Integer> counts = new EnumMap<>(Fate.class);
    for (String name : json.members().keySet()) {
      counts.put(Fate.valueOf(name.toUpperCase(Locale.ROOT)), PlanJson.number(json, name));
    }
    return counts;
  }
}
