package lockstep.agent.watch;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import lockstep.images.console.Figures;
import lockstep.images.json.Json;
import lockstep.images.json.JsonException;

/// Whether somebody watches the root, and what was looked at.
///
/// @param since in seconds since 1970; 0: nobody watches
/// @param whyNot for people; empty while somebody does
/// @param fullScans how many looks at everything there were, by their reasons
/// @param partialScans how many were at what was in doubt alone
public record WatchStatus(
    long since, String whyNot, Map<FullScan, Long> fullScans, long partialScans) {
  public WatchStatus {
    fullScans = Map.copyOf(fullScans);
  }

  public boolean isWatching() {
    return since != 0;
  }

  /// What was looked at, for people.
  public String looks() {
    long all = fullScans.values().stream().mapToLong(Long::longValue).sum();
    String reasons =
        counted().entrySet().stream()
            .map(entry -> "%s %d".formatted(entry.getKey().word(), entry.getValue()))
            .collect(Collectors.joining(", "));
    return "%s looks at what may have changed, %s at everything%s"
        .formatted(
            Figures.count(partialScans),
            Figures.count(all),
            reasons.isEmpty() ? "" : " (" + reasons + ")");
  }

  public Json.Object toJson() {
    Json.ObjectBuilder reasons = Json.object();
    counted().forEach((why, count) -> reasons.put(why.word(), count));
    return Json.object()
        .put("watching", isWatching())
        .put("since", since)
        .put("whyNot", whyNot)
        .put("fullScans", reasons.build())
        .put("partialScans", partialScans)
        .build();
  }

  private Map<FullScan, Long> counted() {
    Map<FullScan, Long> all = new EnumMap<>(FullScan.class);
    all.putAll(fullScans);
    return all;
  }

  /// What [#toJson] made.
  public static WatchStatus parse(Json.Object json) throws JsonException {
    Map<FullScan, Long> fullScans = new EnumMap<>(FullScan.class);
    Json.Object reasons = json.object("fullScans");
    for (String word : reasons.members().keySet()) {
      try {
        fullScans.put(FullScan.valueOf(word.toUpperCase(Locale.ROOT)), reasons.whole(word));
      } catch (IllegalArgumentException e) {
        // another agent's reason
      }
    }
    return new WatchStatus(
        json.whole("since"), json.text("whyNot"), fullScans, json.whole("partialScans"));
  }
}
