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

  private final SpoolWriter out;

  DifferenceSpool(Path path) throws IOException {
    out = SpoolWriter.create(path);
  }

  /// Where it stands, for [#strike].
  long add(Difference difference) throws IOException {
    long position = out.position();
    out.put(code(difference.event()));
    out.put((long) Aspect.mask(difference.aspects())).put(difference.path());
    return position;
  }

  private static byte code(Event event) {
    return switch (event) {
      case CREATED -> 'c';
      case CHANGED -> 'x';
      case METADATA -> 'm';
      case DELETED -> 'd';
    };
  }

  private static Event event(byte code) throws IOException {
    return switch (code) {
      case 'c' -> Event.CREATED;
      case 'x' -> Event.CHANGED;
      case 'm' -> Event.METADATA;
      case 'd' -> Event.DELETED;
      default -> throw new IOException("a spool of differences has the event " + code);
    };
  }

  void strike(long position) throws IOException {
    out.patch(position, STRUCK);
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  /// Reads them back.
  static final class Reader implements MergedPasses.Reader<Difference> {
    private final SpoolReader in;

    Reader(Path path) throws IOException {
      in = SpoolReader.open(path);
    }

    @Override
    public @Nullable Difference next() throws IOException {
      while (!in.atEnd()) {
        byte event = in.readByte();
        int mask = in.readInt();
        RelativePath path = in.readPath();
        if (event != STRUCK) {
          return new Difference(path, event(event), Aspect.ofMask(mask));
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
