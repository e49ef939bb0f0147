package lockstep.agent.plan;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import lockstep.agent.plan.PlanWriter.Pass;
import lockstep.agent.spool.SpoolReader;
import lockstep.images.Problem;
import org.jspecify.annotations.Nullable;

/// What a scan found and what would mend it: a folder of spools, read as streams any number of times.
///
/// @param conflicts reasons for which it must not be carried out
/// @param swaps the directories that are swapped as a whole, in path order
public record Plan(
    Path directory, PlanTotals totals, List<Problem> conflicts, List<TreeSwap> swaps) {
  public Plan {
    conflicts = List.copyOf(conflicts);
    swaps = List.copyOf(swaps);
  }

  /// The same, with more reasons.
  Plan against(List<Problem> more) {
    List<Problem> all = new ArrayList<>(more);
    all.addAll(conflicts);
    return new Plan(directory, totals, all, swaps);
  }

  /// The same of a scan that did not come to all mount points.
  Plan seeing(MountPoints all) {
    return new Plan(directory, totals.seeing(all), conflicts, swaps);
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

  /// The steps, one phase after the other.
  public void forEachStep(StepConsumer consumer) throws IOException {
    for (Phase phase : Phase.values()) {
      forEachStep(phase, consumer);
    }
  }

  /// The steps of one phase, in path order.
  public void forEachStep(Phase phase, StepConsumer consumer) throws IOException {
    try (SpoolReader in = SpoolReader.open(stepsFile(directory, phase))) {
      while (!in.atEnd()) {
        consumer.accept(StepCodec.decode(in.readArray()));
      }
    }
  }

  /// A stream of differences.
  public static final class Differences implements Closeable {
    private final MergedPasses<Difference> merged;

    private Differences(Path directory) throws IOException {
      merged =
          MergedPasses.open(
              pass -> new DifferenceSpool.Reader(differencesFile(directory, pass)),
              Comparator.comparing(Difference::path));
    }

    /// Null after the last.
    public @Nullable Difference next() throws IOException {
      return merged.next();
    }

    @Override
    public void close() throws IOException {
      merged.close();
    }
  }

  /// A stream of stage items.
  public static final class StageItems implements Closeable {
    private final MergedPasses<StageItem> merged;

    private StageItems(Path directory) throws IOException {
      merged =
          MergedPasses.open(
              pass -> new StageSpool.Reader(stageFile(directory, pass)),
              Comparator.comparingLong(StageItem::entry));
    }

    /// Null after the last.
    public @Nullable StageItem next() throws IOException {
      return merged.next();
    }

    @Override
    public void close() throws IOException {
      merged.close();
    }
  }
}
