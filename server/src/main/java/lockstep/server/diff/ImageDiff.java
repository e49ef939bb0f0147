package lockstep.server.diff;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import lockstep.excludes.Bytes;
import lockstep.images.manifest.ManifestHeader;
import lockstep.server.repository.Repository;
import lockstep.server.repository.StoredImage;
import org.jspecify.annotations.Nullable;

/// Compares two images and writes the report.
public final class ImageDiff {
  /// Whether paths of which only the modification time differs are listed; they are always counted.
  public enum Mtimes {
    COUNTED,
    LISTED
  }

  private final ImagePair pair;
  private final Mtimes mtimes;
  private @Nullable Moves moves;

  public ImageDiff(Repository repository, StoredImage from, StoredImage to, Mtimes mtimes) {
    this.pair = new ImagePair(repository, from, to);
    this.mtimes = mtimes;
  }

  /// What must be read before anything can be written; otherwise it is read then.
  ///
  /// @param progress is told of paths as they are read
  public void findMoves(LongConsumer progress) throws IOException {
    moves = Moves.between(pair, progress);
  }

  /// For a review; paths are escaped.
  public void text(PrintStream out) throws IOException {
    write(new TextOutput(out));
  }

  /// One JSON object on one line; a million differences are never in memory.
  public void json(PrintStream out) throws IOException {
    write(new JsonOutput(out));
  }

  private void write(DiffOutput output) throws IOException {
    Moves found = moves != null ? moves : Moves.between(pair, _ -> {});
    Differences differences = new Differences(pair, found);
    output.begin(pair.from(), pair.to(), headers());
    Summary summary = new Summary();
    differences.forEach(difference -> {
      summary.count(difference);
      for (Callout callout : Callouts.of(difference)) {
        output.callout(callout);
      }
    });
    output.summary(summary);
    differences.forEach(difference -> {
      if (difference.change() != Change.MTIME || mtimes == Mtimes.LISTED) {
        output.difference(difference);
      }
    });
    output.end();
  }

  private DiffOutput.Headers headers() throws IOException {
    try (ImageCursor from = ImageCursor.open(pair.repository(), pair.from());
        ImageCursor to = ImageCursor.open(pair.repository(), pair.to())) {
      return new DiffOutput.Headers(
          PackageChanges.between(from.header(), to.header()),
          rulesMissingIn(from.header(), to.header()),
          rulesMissingIn(to.header(), from.header()));
    }
  }

  private static List<String> rulesMissingIn(ManifestHeader header, ManifestHeader other) {
    List<String> missing = new ArrayList<>();
    for (Bytes rule : other.excludeRules()) {
      if (!header.excludeRules().contains(rule)) {
        missing.add(rule.toString());
      }
    }
    return missing;
  }
}
