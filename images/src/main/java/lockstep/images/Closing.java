package lockstep.images;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Closes several things, each of them also where another one fails. A process that lives long must not keep files open.
public final class Closing {
  private Closing() {}

  /// @param all those that are null are passed over
  /// @throws IOException the first failure, with the others suppressed
  public static void all(Iterable<? extends @Nullable Closeable> all) throws IOException {
    IOException failure = null;
    for (Closeable each : all) {
      try {
        if (each != null) {
          each.close();
        }
      } catch (IOException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
