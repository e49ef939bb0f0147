package lockstep.server.check;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lockstep.images.Entry;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.manifest.ManifestTotals;
import lockstep.server.repository.ContentSink;
import lockstep.server.repository.OpenImage;
import lockstep.server.repository.Repository;
import lockstep.server.repository.StoredImage;

/// Reads all of an image: its manifest, its pack index, every chunk of every file. What is damaged is told object by
/// object, and does not end the reading; only without manifest or pack index there is nothing more to read.
public final class ImageVerification {
  private static final int MOST_PATHS = 10;

  private final Map<String, Damaged> damaged = new LinkedHashMap<>();
  private final Progress progress;

  /// Is told of content bytes as they are read, holes included.
  @FunctionalInterface
  public interface Progress {
    void verified(long bytes);
  }

  private ImageVerification(Progress progress) {
    this.progress = progress;
  }

  /// An object, and the files that it hurts.
  ///
  /// @param problem the first that was found with it
  /// @param paths the first of them, escaped
  public record Damage(Problem problem, long files, List<String> paths) {}

  /// @param totals of what could be read of the manifest
  /// @param damage empty when the image is whole
  public record Verdict(ManifestTotals totals, List<Damage> damage) {
    public boolean isWhole() {
      return damage.isEmpty();
    }
  }

  private static final class Damaged {
    private final Problem problem;
    private final List<String> paths = new ArrayList<>();
    private long files;

    Damaged(Problem problem) {
      this.problem = problem;
    }

    Damage told() {
      return new Damage(problem, files, List.copyOf(paths));
    }
  }

  public static Verdict verify(Repository repository, StoredImage image, Progress progress)
      throws IOException {
    ImageVerification verification = new ImageVerification(progress);
    ManifestTotals totals = new ManifestTotals(0, 0, 0, 0);
    try (OpenImage open = OpenImage.open(repository, image)) {
      verification.read(open, image);
      totals = open.totals();
    } catch (ProblemException e) {
      verification.note(e.problem());
    }
    return new Verdict(totals, verification.damaged.values().stream().map(Damaged::told).toList());
  }

  private void read(OpenImage open, StoredImage image) throws IOException {
    try {
      for (Entry entry = open.next(); entry != null; entry = open.next()) {
        if (entry instanceof Entry.File file) {
          read(open, file);
        }
      }
      checkAnnotation(open.totals(), image);
    } catch (ProblemException e) {
      note(e.problem());
    }
  }

  private void read(OpenImage open, Entry.File file) throws IOException {
    try {
      open.content(ContentSink.NOWHERE);
    } catch (ProblemException e) {
      Damaged object = note(e.problem());
      object.files++;
      if (object.paths.size() < MOST_PATHS) {
        object.paths.add(file.path().toString());
      }
    }
    progress.verified(file.content().size());
  }

  private Damaged note(Problem problem) {
    return damaged.computeIfAbsent(problem.path(), _ -> new Damaged(problem));
  }

  /// What is not part of the image and still shown to people.
  private void checkAnnotation(ManifestTotals totals, StoredImage image) {
    if (totals.entries() != image.entries()
        || totals.files() != image.files()
        || totals.totalBytes() != image.totalBytes()) {
      var _ =
          note(
              new Problem(
                  "E-DAMAGED",
                  "images/" + image.id() + "/annotation.json",
                  "it says %d entries, %d files, %d bytes; the manifest has %d, %d, %d"
                      .formatted(
                          image.entries(),
                          image.files(),
                          image.totalBytes(),
                          totals.entries(),
                          totals.files(),
                          totals.totalBytes()),
                  "make it anew: lockstep fsck REPO --repair"));
    }
  }
}
