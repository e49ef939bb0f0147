package lockstep.agent.plan;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import lockstep.agent.spool.SpoolReader;
import lockstep.agent.spool.SpoolWriter;
import org.jspecify.annotations.Nullable;

/// Stage items on disk.
final class StageSpool implements Closeable {
  private static final StageItem.Local[] LOCALS = StageItem.Local.values();

  private final SpoolWriter out;

  StageSpool(Path path) throws IOException {
    out = SpoolWriter.create(path);
  }

  void add(StageItem item) throws IOException {
    out.put(item.entry()).put(item.number()).put((long) item.topLength());
    out.put((byte) item.local().ordinal()).put(item.localHash());
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  static final class Reader implements Closeable {
    private final SpoolReader in;

    Reader(Path path) throws IOException {
      in = SpoolReader.open(path);
    }

    @Nullable StageItem next() throws IOException {
      if (in.atEnd()) {
        return null;
      }
      return new StageItem(
          in.readLong(), in.readLong(), in.readInt(), LOCALS[in.readByte()], in.readHash());
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
