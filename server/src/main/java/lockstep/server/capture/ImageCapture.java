package lockstep.server.capture;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import lockstep.images.ImageId;
import lockstep.images.Problem;
import lockstep.images.chunk.ChunkSizes;
import lockstep.images.manifest.InstalledPackage;
import lockstep.images.manifest.ManifestHeader;
import lockstep.images.manifest.ManifestTotals;
import lockstep.images.trigger.Probes;

/// Makes an image of a tree.
public final class ImageCapture {
  private final List<ExcludePolicy.Given> given;
  private final ExcludePolicy.Fallback fallback;
  private final int threads;
  private final EntryCollector.Progress progress;
  private final TimeRules times;
  private final Addition addition;

  /// @param given exclude files beside the image's own, in order
  /// @param threads how many read files, beside the one that walks the tree; 0 leaves all to that one
  public ImageCapture(
      List<ExcludePolicy.Given> given,
      ExcludePolicy.Fallback fallback,
      int threads,
      EntryCollector.Progress progress) {
    this(given, fallback, threads, progress, TimeRules.NONE, Addition.NOTHING);
  }

  private ImageCapture(
      List<ExcludePolicy.Given> given,
      ExcludePolicy.Fallback fallback,
      int threads,
      EntryCollector.Progress progress,
      TimeRules times,
      Addition addition) {
    this.times = times;
    this.addition = addition;
    this.given = List.copyOf(given);
    this.fallback = fallback;
    this.threads = threads;
    this.progress = progress;
  }

  /// The same, with these rules for times.
  public ImageCapture withTimes(TimeRules rules) {
    return new ImageCapture(given, fallback, threads, progress, rules, addition);
  }

  /// The same, with this in the image beside what the master has.
  public ImageCapture with(Addition more) {
    return new ImageCapture(given, fallback, threads, progress, times, more);
  }

  /// What was captured.
  ///
  /// @param excludesSource where the exclude rules came from, for people
  /// @param skipped what is in the tree and cannot be in an image
  /// @param noise files with dates inside, by kind
  public record Captured(
      ImageId image,
      ManifestTotals totals,
      String excludesSource,
      int packages,
      List<Problem> skipped,
      Times times,
      Map<Noise, NoisyFiles> noise) {}

  /// What became of the master's times.
  ///
  /// @param latest that the image may have, in seconds since 1970
  /// @param clamped how many were later
  /// @param reverted how many are those of the earlier image
  public record Times(OptionalLong latest, long clamped, long reverted) {}

  /// @throws lockstep.images.ProblemException `E-PROBE` with file, line and reason
  private static void requireReadable(SortedMap<RelativePath, Bytes> probeFiles)
      throws IOException {
    Probes probes = Probes.NONE;
    for (Map.Entry<RelativePath, Bytes> file : probeFiles.entrySet()) {
      probes = probes.plus("/" + file.getKey(), file.getValue());
    }
  }

  /// Reads `tree`, hands its chunks to `store`, and writes the manifest.
  ///
  /// @param manifest receives the uncompressed manifest
  /// @throws lockstep.images.ProblemException naming the path that cannot be read, has changed, or cannot be in an image
  public Captured capture(
      MasterTree tree, ChunkStore store, Recollection recollection, Path manifest)
      throws IOException {
    SteeringFiles files = tree.steeringFiles();
    ExcludePolicy policy = ExcludePolicy.of(files, given, fallback);
    requireReadable(files.probes());
    List<InstalledPackage> packages = DpkgStatus.packages(files.dpkgStatus());
    List<Bytes> rules = policy.rules().lines();
    ManifestHeader header = new ManifestHeader(ChunkSizes.STANDARD, rules, packages);
    OptionalLong latest = times.latest(tree);
    try (ManifestDraft draft = new ManifestDraft(manifest, header, store)) {
      SettledTimes settled = new SettledTimes(draft, latest, times.previous());
      NoiseCount noise = new NoiseCount(settled);
      Laying laying = new Laying(addition, policy.whileReading(), noise);
      List<Problem> skipped;
      try (EntryCollector collector = new EntryCollector(store, laying, threads, progress)) {
        laying.read(collector);
        tree.read(policy.whileReading(), collector, recollection);
        collector.finish();
        skipped = collector.skipped();
      }
      laying.finish();
      return new Captured(
          draft.finish(),
          draft.totals(),
          policy.source(),
          packages.size(),
          skipped,
          new Times(latest, settled.clamped(), settled.reverted()),
          noise.found());
    }
  }
}
