package lockstep.server.capture;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import lockstep.excludes.Bytes;
import lockstep.images.ImageId;
import lockstep.images.Problem;
import lockstep.images.chunk.ChunkSizes;
import lockstep.images.manifest.InstalledPackage;
import lockstep.images.manifest.ManifestHeader;
import lockstep.images.manifest.ManifestTotals;
import lockstep.images.manifest.ManifestWriter;

/// Makes an image of a tree.
public final class ImageCapture {
  private final List<ExcludePolicy.Given> given;
  private final ExcludePolicy.Fallback fallback;
  private final EntryCollector.Progress progress;

  /// @param given exclude files beside the image's own, in order
  public ImageCapture(
      List<ExcludePolicy.Given> given,
      ExcludePolicy.Fallback fallback,
      EntryCollector.Progress progress) {
    this.given = List.copyOf(given);
    this.fallback = fallback;
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
  /// @param manifest receives the uncompressed manifest; it stays open
  /// @throws lockstep.images.ProblemException naming the path that cannot be read, has changed, or cannot be in an image
  public Captured capture(MasterTree tree, ChunkStore store, OutputStream manifest)
      throws IOException {
    SteeringFiles files = tree.steeringFiles();
    ExcludePolicy policy = ExcludePolicy.of(files, given, fallback);
    List<InstalledPackage> packages = DpkgStatus.packages(files.dpkgStatus());
    EntryCollector collector = new EntryCollector(ChunkSizes.STANDARD, store, progress);
    tree.read(policy.whileReading(), collector);
    CapturedTree captured = collector.finish();
    List<Bytes> rules = policy.rules().lines();
    ManifestWriter writer =
        new ManifestWriter(manifest, new ManifestHeader(ChunkSizes.STANDARD, rules, packages));
    captured.writeTo(writer);
    ImageId image = writer.finish();
    return new Captured(
        image, writer.totals(), policy.source(), packages.size(), captured.skipped());
  }
}
