package lockstep.agent.plan;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import lockstep.agent.plan.PlanWriter.Pass;
import lockstep.agent.spool.SpoolReader;
import lockstep.images.Problem;
import org.jspecify.annotations.Nullable;

/// What a scan found and what would mend it: a folder of spools, read as streams any number of times.
///
/// @param conflicts reasons for which it must not be carried out
public record Plan(Path directory, PlanTotals totals, List<Problem> conflicts) {
  public Plan {
    conflicts = List.copyOf(conflicts);
  }

  static Path differencesFile(Path directory, Pass pass) {
    return file(directory, "differences", pass.name());
  }

  static Path stageFile(Path directory, Pass pass) {
    return file(directory, "stage", pass.name());
  }

  static Path stepsFile(Path directory, Phase phase) {
    return file(directory, "steps", phase.name());
  }

  private static Path file(Path directory, String what, String of) {
    return directory.resolve(what + "." + of.toLowerCase(Locale.ROOT));
  }

  /// Whether the root is what the image says.
  public boolean isEmpty() {
    return totals.differences() == 0;
  }

  /// The differences in path order. Close it.
  public Differences differences() throws IOException {
    return new Differences(directory);
  }

  /// What must be staged, in manifest order. Close it.
  public StageItems stageItems() throws IOException {
    return new StageItems(directory);
  }

  /// What [#forEachStep] calls.
  public interface StepConsumer {
    void accept(Step step) throws IOException;
  }

  /// The steps in the order of the commit.
  public void forEachStep(StepConsumer consumer) throws IOException {
    for (Phase phase : Phase.values()) {
      try (SpoolReader in = SpoolReader.open(stepsFile(directory, phase))) {
        while (!in.atEnd()) {
          consumer.accept(StepCodec.decode(in.readArray()));
        }
      }
    }
  }

  /// A stream of differences.
  public static final class Differences implements Closeable {
    private final DifferenceSpool.Reader walk;
    private final DifferenceSpool.Reader links;
    private @Nullable Difference fromWalk;
    private @Nullable Difference fromLinks;

    private Differences(Path directory) throws IOException {
      walk = new DifferenceSpool.Reader(differencesFile(directory, Pass.WALK));
      links = new DifferenceSpool.Reader(differencesFile(directory, Pass.LINKS));
      fromWalk = walk.next();
      fromLinks = links.next();
    }

    /// Null after the last.
    public @Nullable Difference next() throws IOException {
      Difference first = fromWalk;
      if (first == null || (fromLinks != null && fromLinks.path().compareTo(first.path()) < 0)) {
        first = fromLinks;
        fromLinks = first == null ? null : links.next();
      } else {
        fromWalk = walk.next();
      }
      return first;
    }

    @Override
    public void close() throws IOException {
      try (walk) {
        links.close();
      }
    }
  }

  /// A stream of stage items.
  public static final class StageItems implements Closeable {
    private final StageSpool.Reader walk;
    private final StageSpool.Reader links;
    private @Nullable StageItem fromWalk;
    private @Nullable StageItem fromLinks;

    private StageItems(Path directory) throws IOException {
      walk = new StageSpool.Reader(stageFile(directory, Pass.WALK));
      links = new StageSpool.Reader(stageFile(directory, Pass.LINKS));
      fromWalk = walk.next();
      fromLinks = links.next();
    }

    /// Null after the last.
    public @Nullable StageItem next() throws IOException {
      StageItem first = fromWalk;
      if (first == null || (fromLinks != null && fromLinks.entry() < first.entry())) {
        first = fromLinks;
        fromLinks = first == null ? null : links.next();
      } else {
        fromWalk = walk.next();
      }
      return first;
    }

    @Override
    public void close() throws IOException {
      try (walk) {
        links.close();
      }
    }
  }
}
