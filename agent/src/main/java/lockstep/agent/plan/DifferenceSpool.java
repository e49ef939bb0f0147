package lockstep.agent.plan;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import lockstep.agent.plan.Difference.Event;
import lockstep.agent.spool.SpoolReader;
import lockstep.agent.spool.SpoolWriter;
import lockstep.excludes.RelativePath;
import org.jspecify.annotations.Nullable;

/// Differences on disk, in the order they were written; one that was written can still be struck out.
final class DifferenceSpool implements Closeable {
  private static final byte STRUCK = 0x7f;
  private static final Event[] EVENTS = Event.values();

  private final SpoolWriter out;

  DifferenceSpool(Path path) throws IOException {
    out = SpoolWriter.create(path);
  }

  /// Where it stands, for [#strike].
  long add(Difference difference) throws IOException {
    long position = out.position();
    out.put((byte) difference.event().ordinal());
    out.put((long) Aspect.mask(difference.aspects())).put(difference.path());
    return position;
  }

  void strike(long position) throws IOException {
    out.patch(position, STRUCK);
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  /// Reads them back.
  static final class Reader implements Closeable {
    private final SpoolReader in;

    Reader(Path path) throws IOException {
      in = SpoolReader.open(path);
    }

    @Nullable Difference next() throws IOException {
      while (!in.atEnd()) {
        byte event = in.readByte();
        int mask = in.readInt();
        RelativePath path = in.readPath();
        if (event != STRUCK) {
          return new Difference(path, EVENTS[event], Aspect.ofMask(mask));
        }
      }
      return null;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
