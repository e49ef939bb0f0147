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
    Commands commands,
    List<StaleProcess> stale,
    List<Problem> problems) {
  public Report {
    stale = List.copyOf(stale);
    problems = List.copyOf(problems);
  }

  /// A converge that ended before it could measure anything.
  public static Report failed(List<Problem> problems, Traffic traffic, Commands commands) {
    return new Report(
        Outcome.FAILED,
        Optional.empty(),
        "",
        Matches.UNKNOWN,
        Counts.NONE,
        traffic,
        Times.NONE,
        commands,
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

  /// What ran, in the order in which it did.
  ///
  /// @param checks of triggers, against the staged tree
  public record Commands(
      List<TriggerLine> checks, List<TriggerLine> triggers, List<TriggerLine> probes) {
    public static final Commands NONE = new Commands(List.of(), List.of(), List.of());

    public Commands {
      checks = List.copyOf(checks);
      triggers = List.copyOf(triggers);
      probes = List.copyOf(probes);
    }
  }

  /// A check, a trigger or a probe that ran.
  ///
  /// @param output the end of what it wrote
  public record TriggerLine(String name, String outcome, long millis, String output) {
    private static final int KEPT_CHARS = 2000;

    public TriggerLine {
      String said = output.strip();
      output = said.substring(Math.max(0, said.length() - KEPT_CHARS));
    }
  }
}
