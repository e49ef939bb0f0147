package lockstep.agent.plan;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import lockstep.agent.spool.SpoolWriter;
import lockstep.images.Closing;
import lockstep.images.Entry;

/// Collects what the scan decides. Two of everything: what the walk decides comes in path order, what the hard-link groups
/// decide comes after the walk, in path order again; readers merge the two.
final class PlanWriter implements Closeable {
  private static final long BLOCK_BYTES = 4096;

  static final long NO_INODE = -1;

  /// What one of the two passes writes in path order.
  enum Pass {
    WALK,
    LINKS
  }

  private final Path directory;
  private final Map<Pass, DifferenceSpool> differences = new EnumMap<>(Pass.class);
  private final Map<Pass, StageSpool> stage = new EnumMap<>(Pass.class);
  private final Map<Phase, SpoolWriter> steps = new EnumMap<>(Phase.class);
  private final Map<Difference.Event, Long> counts = new EnumMap<>(Difference.Event.class);
  private long numbers;
  private long stagedBytes;
  private long stagedInodes;

  PlanWriter(Path directory) throws IOException {
    this.directory = directory;
    Files.createDirectories(directory);
    try {
      for (Pass pass : Pass.values()) {
        differences.put(pass, new DifferenceSpool(Plan.differencesFile(directory, pass)));
        stage.put(pass, new StageSpool(Plan.stageFile(directory, pass)));
      }
      for (Phase phase : Phase.values()) {
        steps.put(phase, SpoolWriter.create(Plan.stepsFile(directory, phase)));
      }
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  long nextNumber() {
    return ++numbers;
  }

  long difference(Pass pass, Difference difference) throws IOException {
    counts.merge(difference.event(), 1L, Long::sum);
    return of(differences, pass).add(difference);
  }

  /// Takes back a [Difference.Event#DELETED] that turned out to be none.
  void strikeDeleted(long position) throws IOException {
    counts.merge(Difference.Event.DELETED, -1L, Long::sum);
    of(differences, Pass.WALK).strike(position);
  }

  void step(Phase phase, Step step) throws IOException {
    of(steps, phase).put(StepCodec.encode(step));
  }

  void stage(Pass pass, StageItem item, Entry entry) throws IOException {
    long bytes =
        switch (entry) {
          case Entry.File file -> file.content().size();
          case Entry.HardLink _ -> NO_INODE;
          default -> BLOCK_BYTES;
        };
    stage(pass, item, bytes);
  }

  /// @param contentBytes or [#NO_INODE] for a further name of an inode that is staged already
  void stage(Pass pass, StageItem item, long contentBytes) throws IOException {
    of(stage, pass).add(item);
    if (contentBytes != NO_INODE) {
      stagedInodes++;
      stagedBytes += (contentBytes + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES;
    }
  }

  /// Where the deletions stand, for [#forgetDeletions].
  long deletionsMark() {
    return of(steps, Phase.DELETIONS).position();
  }

  /// Takes back the deletions since `mark`: their common parent goes as a whole.
  void forgetDeletions(long mark) throws IOException {
    of(steps, Phase.DELETIONS).truncate(mark);
  }

  PlanTotals totals(long entriesScanned, MountPoints mounts) {
    return new PlanTotals(
        entriesScanned,
        mounts,
        count(Difference.Event.CREATED),
        count(Difference.Event.CHANGED),
        count(Difference.Event.METADATA),
        count(Difference.Event.DELETED),
        stagedBytes,
        stagedInodes);
  }

  private long count(Difference.Event event) {
    return counts.getOrDefault(event, 0L);
  }

  Path directory() {
    return directory;
  }

  private static <K, V> V of(Map<K, V> map, K key) {
    return java.util.Objects.requireNonNull(map.get(key), key::toString);
  }

  @Override
  public void close() throws IOException {
    List<Closeable> all = new ArrayList<>(differences.values());
    all.addAll(stage.values());
    all.addAll(steps.values());
    Closing.all(all);
  }
}
