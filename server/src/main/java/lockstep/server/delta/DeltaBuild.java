package lockstep.server.delta;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import lockstep.server.delta.GroupPlan.Limits;
import lockstep.server.delta.GroupPlan.Planned;

/// Makes the groups of a delta, or of an image by itself. For one thread; uses all cores.
public final class DeltaBuild implements AutoCloseable {
  /// The last percent costs as much time as all the rest: little content gets it, a whole distribution does not.
  private static final int DELTA_LEVEL = 19;

  private static final int LARGE_DELTA_LEVEL = 16;
  private static final long LARGE_DELTA_BYTES = 256L << 20;
  private static final int SOLID_LEVEL = 18;

  /// An agent holds prefix and plain bytes of a group or two in memory.
  private static final Limits DELTA_LIMITS = new Limits(8 << 20, 16 << 20);

  private static final Limits SOLID_LIMITS = new Limits(24 << 20, 0);

  private final ContentWork work;
  private final LongConsumer progress;

  /// @param progress is told of bytes of content, by one thread: once as they are looked at, and once as they are compressed
  public DeltaBuild(ContentLoader.Source source, LongConsumer progress) {
    this.work = new ContentWork(source);
    this.progress = progress;
  }

  /// The groups that make every content of `to` that `from` has not, in the order in which they are to be written.
  public void delta(ImageContents from, ImageContents to, GroupSink sink) throws IOException {
    BaseChoice choice = BaseChoice.of(from, work);
    DifferenceTrial trial = new DifferenceTrial();
    List<Kin> kin = new ArrayList<>();
    work.forEach(
        to.missingFrom(from),
        ImageContent::sizeBytes,
        (target, loader) -> {
          SeenContent seen = SeenContent.of(loader.load(target.content()));
          return trial.improve(choice.choose(target, seen), seen, loader);
        },
        seen -> keep(seen, kin));
    List<Planned> groups = GroupPlan.of(kin, DELTA_LIMITS);
    long bytes = groups.stream().mapToLong(Planned::bytes).sum();
    build(groups, bytes > LARGE_DELTA_BYTES ? LARGE_DELTA_LEVEL : DELTA_LEVEL, sink);
  }

  /// The groups that make `contents`, which need no other image.
  void solid(List<ImageContent> contents, GroupSink sink) throws IOException {
    List<Kin> kin = new ArrayList<>();
    work.forEach(
        contents,
        ImageContent::sizeBytes,
        (target, loader) ->
            Kin.of(target, SeenContent.of(loader.load(target.content())), List.of()),
        seen -> keep(seen, kin));
    build(GroupPlan.of(kin, SOLID_LIMITS), SOLID_LEVEL, sink);
  }

  private void keep(Kin seen, List<Kin> kin) {
    kin.add(seen);
    progress.accept(seen.target().content().size());
  }

  /// How much the build of a delta will tell its progress of.
  public static long work(ImageContents from, ImageContents to) {
    return 2 * bytes(to.missingFrom(from));
  }

  /// The same of what makes an image by itself.
  public static long work(ImageContents image) {
    return 2 * bytes(image.all());
  }

  private static long bytes(List<ImageContent> contents) {
    return contents.stream().mapToLong(content -> content.content().size()).sum();
  }

  private void build(List<Planned> groups, int level, GroupSink sink) throws IOException {
    work.forEach(
        groups,
        Planned::bytes,
        (group, loader) -> new GroupBuild(loader, level).build(group),
        built -> {
          sink.accept(built.group(), built.frame());
          progress.accept(built.group().outputs().stream().mapToLong(o -> o.sizeBytes()).sum());
        });
  }

  @Override
  public void close() throws IOException {
    work.close();
  }
}
