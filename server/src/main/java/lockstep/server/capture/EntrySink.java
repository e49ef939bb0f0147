package lockstep.server.capture;

import java.io.IOException;
import lockstep.excludes.RelativePath;
import lockstep.images.Entry;

/// Takes the entries of a tree, one after the other.
interface EntrySink {
  /// An entry that is no regular file.
  void node(Entry.Inode entry) throws IOException;

  /// One of the names of a file that was read.
  void file(RelativePath path, Body body) throws IOException;
}
