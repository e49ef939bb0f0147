package lockstep.agent.plan;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import lockstep.agent.plan.StageItem.Local;
import lockstep.agent.spool.SpoolReader;
import lockstep.agent.spool.SpoolWriter;
import org.jspecify.annotations.Nullable;

/// Stage items on disk.
final class StageSpool implements Closeable {
  private final SpoolWriter out;

  StageSpool(Path path) throws IOException {
    out = SpoolWriter.create(path);
  }

  void add(StageItem item) throws IOException {
    out.put(item.entry()).put(item.number()).put((long) item.topLength());
    out.put((byte) (item.local() == Local.FILE ? 1 : 0)).put(item.localHash());
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  static final class Reader implements MergedPasses.Reader<StageItem> {
    private final SpoolReader in;

    Reader(Path path) throws IOException {
      in = SpoolReader.open(path);
    }

    @Override
    public @Nullable StageItem next() throws IOException {
      if (in.atEnd()) {
        return null;
      }
      return new StageItem(
          in.readLong(),
          in.readLong(),
          in.readInt(),
          in.readByte() == 1 ? Local.FILE : Local.NO_FILE,
          in.readHash());
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
