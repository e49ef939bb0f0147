package lockstep.server.capture;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import lockstep.excludes.Bytes;
import lockstep.images.ImageId;
import lockstep.images.Problem;
import lockstep.images.chunk.ChunkSizes;
import lockstep.images.manifest.InstalledPackage;
import lockstep.images.manifest.ManifestHeader;
import lockstep.images.manifest.ManifestTotals;

/// Makes an image of a tree.
public final class ImageCapture {
  private final List<ExcludePolicy.Given> given;
  private final ExcludePolicy.Fallback fallback;
  private final int threads;
  private final EntryCollector.Progress progress;

  /// @param given exclude files beside the image's own, in order
  /// @param threads how many read files, beside the one that walks the tree; 0 leaves all to that one
  public ImageCapture(
      List<ExcludePolicy.Given> given,
      ExcludePolicy.Fallback fallback,
      int threads,
      EntryCollector.Progress progress) {
    this.given = List.copyOf(given);
    this.fallback = fallback;
    this.threads = threads;
    this.progress = progress;
  }

  /// What was captured.
  ///
  /// @param excludesSource where the exclude rules came from, for people
  /// @param skipped what is in the tree and cannot be in an image
  public record Captured(
      ImageId image,
      ManifestTotals totals,
      String excludesSource,
      int packages,
      List<Problem> skipped) {}

  /// Reads `tree`, hands its chunks to `store`, and writes the manifest.
  ///
  /// @param manifest receives the uncompressed manifest
  /// @throws lockstep.images.ProblemException naming the path that cannot be read, has changed, or cannot be in an image
  public Captured capture(
      MasterTree tree, ChunkStore store, Recollection recollection, Path manifest)
      throws IOException {
    SteeringFiles files = tree.steeringFiles();
    ExcludePolicy policy = ExcludePolicy.of(files, given, fallback);
    List<InstalledPackage> packages = DpkgStatus.packages(files.dpkgStatus());
    List<Bytes> rules = policy.rules().lines();
    ManifestHeader header = new ManifestHeader(ChunkSizes.STANDARD, rules, packages);
    try (ManifestDraft draft = new ManifestDraft(manifest, header, store)) {
      List<Problem> skipped;
      try (EntryCollector collector = new EntryCollector(store, draft, threads, progress)) {
        tree.read(policy.whileReading(), collector, recollection);
        collector.finish();
        skipped = collector.skipped();
      }
      ImageId image = draft.finish();
      return new Captured(image, draft.totals(), policy.source(), packages.size(), skipped);
    }
  }
}
