package lockstep.agent.report;

import java.util.List;
import java.util.Optional;
import lockstep.agent.source.Traffic;
import lockstep.images.ImageId;
import lockstep.images.Problem;

/// What one converge measured. Counts are entries, disjoint; times are milliseconds.
///
/// @param image the image the root was converged to, or would be
/// @param stale processes that run what the commit took away
/// @param matches whether a scan found the root to be that image
public record Report(
    Outcome outcome,
    Optional<ImageId> image,
    String label,
    Matches matches,
    Counts counts,
    Traffic traffic,
    Times times,
    List<TriggerLine> triggers,
    List<StaleProcess> stale,
    List<Problem> problems) {
  public Report {
    stale = List.copyOf(stale);
    triggers = List.copyOf(triggers);
    problems = List.copyOf(problems);
  }

  /// A converge that ended before it could measure anything.
  public static Report failed(List<Problem> problems, Traffic traffic) {
    return new Report(
        Outcome.FAILED,
        Optional.empty(),
        "",
        Matches.UNKNOWN,
        Counts.NONE,
        traffic,
        Times.NONE,
        List.of(),
        List.of(),
        problems);
  }

  /// What the last scan said.
  public enum Matches {
    IMAGE,
    NOTHING,
    /// No scan was made.
    UNKNOWN
  }

  /// @param unobservable mount points in the root, which are not looked into
  public record Counts(
      long entriesScanned,
      long filesHashed,
      long created,
      long changed,
      long deleted,
      long metadataOnly,
      long bytesStaged,
      long unobservable,
      long differencesLeft) {
    public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  public record Times(long scanMillis, long stageMillis, long commitMillis, long totalMillis) {
    public static final Times NONE = new Times(0, 0, 0, 0);
  }

  public record TriggerLine(String name, String outcome, long millis) {}
}
