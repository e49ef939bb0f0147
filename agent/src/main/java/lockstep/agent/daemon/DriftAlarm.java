package lockstep.agent.daemon;

import java.time.Duration;
import java.util.Optional;
import lockstep.agent.watch.Knowledge;
import lockstep.excludes.RelativePath;
import lockstep.images.console.Console;

/// Says when the loop must get up because something changed on this machine, and tells people at once. Not for several threads.
final class DriftAlarm {
  private final Knowledge knowledge;
  private final Console log;
  private final DriftPace pace = new DriftPace();
  private boolean pending;
  private long noticed;

  DriftAlarm(Knowledge knowledge, Console log) {
    this.knowledge = knowledge;
    this.log = log;
  }

  /// How long until then; empty while nothing changed.
  Optional<Duration> in() {
    Optional<RelativePath> where = knowledge.noticed();
    if (where.isEmpty()) {
      pending = false;
      return Optional.empty();
    }
    long now = System.nanoTime();
    if (!pending) {
      pending = true;
      noticed = now;
      log.note(
          where.get().isRoot()
              ? "noticed a change in the root"
              : "noticed a change at /" + where.get());
    }
    return Optional.of(pace.until(noticed, knowledge.lastChange(), now));
  }

  /// The loop gets up for it.
  ///
  /// @param most how far apart such rounds become
  void begins(Duration most) {
    pace.begins(System.nanoTime(), most);
  }

  /// A round is over, whatever it was for.
  void ends() {
    pace.ends(System.nanoTime());
  }
}
