package lockstep.agent;

import java.util.Collection;
import java.util.List;
import lockstep.images.json.Json;
import lockstep.images.trigger.Forecast;
import lockstep.images.trigger.Trigger;
import lockstep.images.trigger.Triggers;

/// What `triggers --json` prints.
final class TriggersJson {
  private TriggersJson() {}

  static Json.Object declared(Triggers triggers) {
    return Json.object()
        .put("triggers", triggers.declared().stream().map(TriggersJson::declared).toList())
        .build();
  }

  private static Json.Object declared(Triggers.Declared declared) {
    Trigger trigger = declared.trigger();
    return Json.object()
        .put("name", trigger.name())
        .put("source", declared.file())
        .put("line", declared.line())
        .put("watch", texts(trigger.watch()))
        .put("events", texts(trigger.events().stream().sorted().toList()))
        .put("class", trigger.action().toString())
        .put("command", texts(trigger.command()))
        .put("timeoutSeconds", trigger.timeout().toSeconds())
        .put("order", trigger.order())
        .put("critical", trigger.importance() == Trigger.Importance.CRITICAL)
        .put("writes", texts(trigger.writes()))
        .put("check", texts(trigger.check()))
        .build();
  }

  static Json.Object forecasts(List<Forecast> forecasts) {
    return Json.object()
        .put(
            "fires",
            forecasts.stream().filter(Forecast::isFiring).map(TriggersJson::firing).toList())
        .put(
            "silent",
            forecasts.stream()
                .filter(forecast -> !forecast.isFiring())
                .map(TriggersJson::silent)
                .toList())
        .build();
  }

  private static Json.Object firing(Forecast forecast) {
    return Json.object()
        .put("name", forecast.declared().trigger().name())
        .put("class", forecast.declared().trigger().action().toString())
        .put("command", texts(forecast.declared().trigger().command()))
        .put("check", texts(forecast.declared().trigger().check()))
        .put("matches", matches(forecast.fires()))
        .build();
  }

  private static Json.Object silent(Forecast forecast) {
    return Json.object()
        .put("name", forecast.declared().trigger().name())
        .put("why", TriggerLines.why(forecast))
        .put("matches", matches(forecast.ignores()))
        .build();
  }

  private static List<Json.Object> matches(List<Forecast.Match> matches) {
    return matches.stream()
        .map(match ->
            Json.object()
                .put("path", match.path().toString())
                .put("watch", match.watch().toString())
                .build())
        .toList();
  }

  private static Json.Array texts(Collection<?> values) {
    return Json.texts(values.stream().map(Object::toString).toList());
  }
}
