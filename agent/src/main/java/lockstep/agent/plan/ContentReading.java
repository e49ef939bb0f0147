package lockstep.agent.plan;

import java.io.IOException;
import java.time.InstantSource;
import lockstep.images.ContentHash;
import lockstep.images.tree.FileHandle;
import lockstep.images.tree.Stat;

/// What reading a file gave.
///
/// @param after what the file was when all of it had been read
/// @param started seconds since 1970
record ContentReading(ContentHash hash, Stat after, long started) {
  static ContentReading of(FileHandle file, InstantSource clock) throws IOException {
    long started = clock.instant().getEpochSecond();
    ContentHash hash = file.hash();
    return new ContentReading(hash, file.stat(), started);
  }
}
