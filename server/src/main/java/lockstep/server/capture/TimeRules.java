package lockstep.server.capture;

import java.io.IOException;
import java.util.OptionalLong;
import lockstep.excludes.RelativePath;
import lockstep.images.Entry;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import org.jspecify.annotations.Nullable;

/// Which times an image takes from its master, and which it does not: those that only tell when a tool ran would make
/// every build another image.
public record TimeRules(Clamp clamp, PreviousEntries previous) {
  /// All of them as they are.
  public static final TimeRules NONE = new TimeRules(new Clamp.Never(), PreviousEntries.NONE);

  /// The latest time that an image may have; what is later becomes that.
  public sealed interface Clamp {
    record Never() implements Clamp {}

    /// @param seconds since 1970
    record At(long seconds) implements Clamp {}

    /// When the newest installed package was made.
    record NewestPackage() implements Clamp {}
  }

  /// The entries of an earlier image, asked for in path order, each once.
  public interface PreviousEntries {
    PreviousEntries NONE = _ -> null;

    /// What the path was, a hard link as the file it names; null when it was nothing.
    Entry.@Nullable Inode find(RelativePath path) throws IOException;
  }

  /// The latest time for this tree, in seconds since 1970.
  ///
  /// @throws ProblemException `E-CLAMP` when the tree does not tell
  OptionalLong latest(MasterTree tree) throws IOException {
    return switch (clamp) {
      case Clamp.Never _ -> OptionalLong.empty();
      case Clamp.At at -> OptionalLong.of(at.seconds());
      case Clamp.NewestPackage _ -> {
        OptionalLong newest = tree.newestPackageSeconds();
        if (newest.isEmpty()) {
          throw new ProblemException(
              new Problem(
                  "E-CLAMP",
                  PackageFiles.LISTS.toString(),
                  "has no lists of packages' files, so nothing tells how old the tree is",
                  "set SOURCE_DATE_EPOCH to seconds since 1970"));
        }
        yield newest;
      }
    };
  }
}
