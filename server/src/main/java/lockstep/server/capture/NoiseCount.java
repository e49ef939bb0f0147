package lockstep.server.capture;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import lockstep.excludes.RelativePath;
import lockstep.images.Entry;

/// Counts the files with dates inside, and passes everything on.
final class NoiseCount implements EntrySink {
  private final EntrySink next;
  private final Map<Noise, NoisyFiles> found = new EnumMap<>(Noise.class);

  NoiseCount(EntrySink next) {
    this.next = next;
  }

  @Override
  public void node(Entry.Inode entry) throws IOException {
    next.node(entry);
  }

  @Override
  public void file(RelativePath path, Body body) throws IOException {
    if (body.noise() != Noise.NONE && body.ordinal() == Body.NOWHERE) {
      found.merge(body.noise(), NoisyFiles.NONE.with(path), (all, _) -> all.with(path));
    }
    next.file(path, body);
  }

  Map<Noise, NoisyFiles> found() {
    return Map.copyOf(found);
  }
}
