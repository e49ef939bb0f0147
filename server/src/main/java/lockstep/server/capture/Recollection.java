package lockstep.server.capture;

import java.io.IOException;
import java.util.List;
import lockstep.excludes.RelativePath;
import lockstep.images.Content;
import lockstep.images.Xattr;
import lockstep.images.tree.Stat;
import org.jspecify.annotations.Nullable;

/// What earlier builds learned of the files of a directory, so that unchanged ones need not be read again. Used by one
/// thread, each method for paths in path order.
public interface Recollection {
  /// Nobody remembers anything.
  Recollection NONE =
      new Recollection() {
        @Override
        public @Nullable Remembered find(RelativePath path, Stat stat) {
          return null;
        }

        @Override
        public void learn(RelativePath path, Stat stat, Remembered file) {}
      };

  /// A file as it was read.
  record Remembered(List<Xattr> xattrs, Content content, Noise noise) {}

  /// The file at `path`, if nothing of it can have changed and the chunk store has all of it; else null.
  @Nullable Remembered find(RelativePath path, Stat stat) throws IOException;

  /// Takes a file whose `statx` was the same before and after it was read, and whose chunks are all settled.
  void learn(RelativePath path, Stat stat, Remembered file) throws IOException;
}
