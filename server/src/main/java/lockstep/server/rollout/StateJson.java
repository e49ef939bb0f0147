package lockstep.server.rollout;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import lockstep.images.ImageId;
import lockstep.images.json.Json;
import lockstep.images.json.JsonException;

/// A rollout as JSON: docs/formats/rollout-v1.md.
public final class StateJson {
  private static final String FORMAT = "lockstep-rollout";
  private static final long VERSION = 1;

  private StateJson() {}

  public static Json.Object of(RolloutState state) {
    Json.ObjectBuilder json =
        Json.object()
            .put("format", FORMAT)
            .put("version", VERSION)
            .put("release", state.subject().release())
            .put("current", state.subject().current().toString());
    state.subject().old().ifPresent(old -> json.put("old", old.toString()));
    json.put("phase", state.phase().toString()).put("stage", state.stage());
    state.since().ifPresent(since -> json.put("since", since.toString()));
    return json.put("reached", Json.texts(state.reached().stream().map(Instant::toString).toList()))
        .put("urgent", state.pull() == Pull.URGENT)
        .put("why", state.why())
        .put("hurt", hurt(state.hurt()))
        .put("plan", PlanJson.of(state.plan()))
        .put("history", history(state.history()))
        .build();
  }

  static List<Json> hurt(List<Hurt> machines) {
    List<Json> json = new ArrayList<>();
    for (Hurt each : machines) {
      json.add(
          Json.object()
              .put("machine", each.machine())
              .put("fate", each.fate().toString())
              .put("why", each.why())
              .build());
    }
    return json;
  }

  private static List<Json> history(List<Event> events) {
    List<Json> json = new ArrayList<>();
    for (Event each : events) {
      json.add(
          Json.object()
              .put("at", each.at().toString())
              .put("who", each.who())
              .put("act", each.act())
              .put("detail", each.detail())
              .build());
    }
    return json;
  }

  /// @throws JsonException when it is none, saying why
  public static RolloutState read(Json.Object json) throws JsonException {
    if (!json.text("format").equals(FORMAT) || json.whole("version") != VERSION) {
      throw new JsonException(
          "format '%s', version %d, not '%s', version %d"
              .formatted(json.text("format"), json.whole("version"), FORMAT, VERSION));
    }
    try {
      return new RolloutState(
          subject(json),
          PlanJson.read(json.object("plan")),
          choice(Phase.class, json.text("phase")),
          PlanJson.number(json, "stage"),
          json.find("since").isPresent()
              ? Optional.of(Instant.parse(json.text("since")))
              : Optional.empty(),
          json.texts("reached").stream().map(Instant::parse).toList(),
          json.bool("urgent") ? Pull.URGENT : Pull.USUAL,
          json.text("why"),
          hurt(json),
          history(json));
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new JsonException("no rollout: " + e.getMessage());
    }
  }

  private static Subject subject(Json.Object json) throws JsonException {
    return new Subject(
        json.whole("release"),
        ImageId.parse(json.text("current")),
        json.find("old").isPresent()
            ? Optional.of(ImageId.parse(json.text("old")))
            : Optional.empty());
  }

  private static <E extends Enum<E>> E choice(Class<E> kind, String name) {
    return Enum.valueOf(kind, name.toUpperCase(Locale.ROOT));
  }

  static List<Hurt> hurt(Json.Object json) throws JsonException {
    List<Hurt> machines = new ArrayList<>();
    for (Json.Object each : json.objects("hurt")) {
      machines.add(
          new Hurt(each.text("machine"), choice(Fate.class, each.text("fate")), each.text("why")));
    }
    return machines;
  }

  private static List<Event> history(Json.Object json) throws JsonException {
    List<Event> events = new ArrayList<>();
    for (Json.Object each : json.objects("history")) {
      events.add(
          new Event(
              Instant.parse(each.text("at")),
              each.text("who"),
              each.text("act"),
              each.text("detail")));
    }
    return events;
  }
}
