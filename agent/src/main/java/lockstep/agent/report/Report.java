package lockstep.agent.report;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import lockstep.agent.source.Traffic;
import lockstep.images.ContentHash;
import lockstep.images.ImageId;
import lockstep.images.Problem;

/// What one converge measured. Counts are entries, disjoint; times are milliseconds.
///
/// @param image the image the root was converged to, or stays on
/// @param wanted the one it is to be on, and by whose word
/// @param measured what the last scan found
/// @param stale processes that run what the commit took away
public record Report(
    Outcome outcome,
    Optional<ImageId> image,
    String label,
    Wanted wanted,
    Measured measured,
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
        Wanted.UNKNOWN,
        Measured.NOTHING,
        Counts.NONE,
        traffic,
        Times.NONE,
        commands,
        List.of(),
        problems);
  }

  /// @param order the one that decided; 0: the rollout did, or somebody on the machine
  /// @param release the newest that the machine has seen
  public record Wanted(Optional<ImageId> image, long order, long release) {
    public static final Wanted UNKNOWN = new Wanted(Optional.empty(), 0, 0);
  }

  /// How a root was measured.
  public enum Way {
    /// It was not.
    NONE,
    /// Every managed path was looked at.
    SCAN,
    /// What may have changed was looked at; of the rest the kernel told no change since an earlier scan had found it right.
    WATCH;

    /// The word in `--json`.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// What the last scan found.
  ///
  /// @param image the published image that the root is, if it is one
  /// @param drift the first of what is not as the wanted image has it, where the root is neither of the two
  public record Measured(Way way, Optional<ImageId> image, List<Drift> drift) {
    /// No scan was made.
    public static final Measured NOTHING = new Measured(Way.NONE, Optional.empty(), List.of());

    public Measured {
      drift = List.copyOf(drift);
    }

    /// The root is exactly this image.
    public static Measured as(Way way, ImageId image) {
      return new Measured(way, Optional.of(image), List.of());
    }

    /// The root is neither image.
    public static Measured neither(Way way, List<Drift> drift) {
      return new Measured(way, Optional.empty(), drift);
    }

    public boolean scanned() {
      return way != Way.NONE;
    }
  }

  /// A path that is not as the image has it.
  ///
  /// @param path escaped
  /// @param kind as `verify` names it
  /// @param found of a regular file's content, where it was read
  public record Drift(String path, String kind, String reason, Optional<ContentHash> found) {}

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
