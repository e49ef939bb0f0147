package lockstep.server.extract;

import java.io.Closeable;
import java.io.IOException;
import lockstep.images.Entry;
import lockstep.server.repository.OpenImage;

/// Where an image is put. Not safe for threads.
public interface ExtractionTarget extends Closeable {
  /// @param image stands at `entry`, for its content and ordinal
  void add(Entry entry, OpenImage image) throws IOException;

  /// All entries are there: makes the result whole and durable.
  void finish() throws IOException;

  /// Takes away what was written.
  ///
  /// @return what became of it, for people
  String discard() throws IOException;

  /// How many entries were put down without the inode flags they have in the image.
  long entriesWithoutFlags();
}
