package lockstep.agent.stage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import lockstep.agent.spool.SpoolReader;
import lockstep.agent.spool.SpoolWriter;
import lockstep.agent.stage.Origin.Part;

/// Origins on disk, one for each staged file in manifest order.
final class OriginSpool implements Closeable {
  private final SpoolWriter out;

  OriginSpool(Path path) throws IOException {
    out = SpoolWriter.create(path);
  }

  void add(Origin origin) throws IOException {
    switch (origin) {
      case Origin.Copy copy -> out.put((byte) 'c').put(copy.from());
      case Origin.Pooled(Origin.Use use) -> out.put((byte) (use == Origin.Use.LAST ? 'p' : 'q'));
      case Origin.Chunks chunks -> {
        out.put((byte) 'k').put((long) chunks.parts().size());
        for (Part part : chunks.parts()) {
          add(part);
        }
      }
    }
  }

  private void add(Part part) throws IOException {
    switch (part) {
      case Part.Local(long offset) -> out.put((byte) 'l').put(offset);
      case Part.Packed(int pack, long offset, int storedLength) ->
          out.put((byte) 'r').put((long) pack).put(offset).put((long) storedLength);
    }
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

    Origin next() throws IOException {
      byte kind = in.readByte();
      return switch (kind) {
        case 'c' -> new Origin.Copy(in.readPath());
        case 'p' -> new Origin.Pooled(Origin.Use.LAST);
        case 'q' -> new Origin.Pooled(Origin.Use.ONE_OF_SEVERAL);
        case 'k' -> new Origin.Chunks(parts(in.readInt()));
        default -> throw new IOException("a spool of origins has the kind " + kind);
      };
    }

    private List<Part> parts(int count) throws IOException {
      List<Part> parts = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        parts.add(
            in.readByte() == 'l'
                ? new Part.Local(in.readLong())
                : new Part.Packed(in.readInt(), in.readLong(), in.readInt()));
      }
      return parts;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
