package lockstep.images.trigger;

import java.util.ArrayList;
import java.util.List;
import lockstep.excludes.PathPattern;
import lockstep.excludes.RelativePath;

/// What a change of some paths would do to a trigger.
///
/// @param fires the paths it would run for
/// @param ignores those it watches, but not for this event
public record Forecast(Triggers.Declared declared, List<Match> fires, List<Match> ignores) {
  /// @param watch the first of the trigger's patterns that names the path or a directory above it
  public record Match(RelativePath path, PathPattern watch) {}

  public Forecast {
    fires = List.copyOf(fires);
    ignores = List.copyOf(ignores);
  }

  static Forecast of(Triggers.Declared declared, ChangeEvent event, List<RelativePath> paths) {
    Trigger trigger = declared.trigger();
    List<Match> watched = new ArrayList<>();
    for (RelativePath path : paths) {
      trigger.watchOf(path).ifPresent(pattern -> watched.add(new Match(path, pattern)));
    }
    return trigger.events().contains(event)
        ? new Forecast(declared, watched, List.of())
        : new Forecast(declared, List.of(), watched);
  }

  public boolean isFiring() {
    return !fires.isEmpty();
  }
}
