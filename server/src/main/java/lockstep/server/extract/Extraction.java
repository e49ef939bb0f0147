package lockstep.server.extract;

import java.io.IOException;
import lockstep.images.Entry;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.console.Explanation;
import lockstep.images.manifest.ManifestTotals;
import lockstep.server.repository.OpenImage;

/// Puts an image somewhere, all of it or nothing.
public final class Extraction {
  /// Is told of content bytes as they are done, holes included.
  @FunctionalInterface
  public interface Progress {
    void extracted(long bytes);
  }

  private Extraction() {}

  /// @throws ProblemException that says what went wrong and what became of what was written already
  public static ManifestTotals run(OpenImage image, ExtractionTarget target, Progress progress)
      throws IOException {
    try {
      for (Entry entry = image.next(); entry != null; entry = image.next()) {
        target.add(entry, image);
        if (entry instanceof Entry.File file) {
          progress.extracted(file.content().size());
        }
      }
      target.finish();
      return image.totals();
    } catch (IOException | RuntimeException e) {
      Problem cause = Explanation.of(e);
      throw new ProblemException(
          new Problem(
              cause.code(), cause.path(), cause.message() + "; " + undo(target), cause.next()),
          e);
    }
  }

  private static String undo(ExtractionTarget target) {
    try {
      return target.discard();
    } catch (IOException | RuntimeException e) {
      return "what was extracted so far could not be removed: " + Explanation.of(e).message();
    }
  }
}
