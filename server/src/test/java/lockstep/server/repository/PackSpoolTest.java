package lockstep.server.repository;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import lockstep.images.ContentHash;
import lockstep.images.Segment;
import lockstep.images.pack.ChunkPlace;
import lockstep.images.pack.Pack;
import lockstep.images.pack.PackIndexReader;
import lockstep.server.capture.ChunkStore;
import lockstep.server.capture.ChunkStoreContract;

class PackSpoolTest extends ChunkStoreContract {
  @Override
  protected Opened open(Path directory) throws IOException {
    return new Spooled(Repository.create(directory.resolve("repo")).layout());
  }

  /// Read back from the packs themselves.
  private static final class Spooled implements Opened {
    private final RepositoryLayout layout;
    private final RepositoryLock lock;
    private final PackSpool spool;

    Spooled(RepositoryLayout layout) throws IOException {
      this.layout = layout;
      this.lock = RepositoryLock.take(layout);
      this.spool = new PackSpool(layout, _ -> {});
    }

    @Override
    public ChunkStore store() {
      return spool;
    }

    @Override
    public void finish() throws IOException {
      spool.finish();
      spool.place();
    }

    @Override
    public byte[] read(Segment.Chunk chunk) throws IOException {
      ChunkPlace place = spool.placeOf(chunk.hash());
      return read(spool.packs().get(place.pack()), place);
    }

    private byte[] read(Pack pack, ChunkPlace place) throws IOException {
      byte[] stored = new byte[place.storedLength()];
      try (RandomAccessFile file = new RandomAccessFile(layout.pack(pack).toFile(), "r")) {
        file.seek(place.offset());
        file.readFully(stored);
      }
      return Zstd.decompress(stored, (int) Zstd.getFrameContentSize(stored));
    }

    @Override
    public List<ContentHash> references() throws IOException {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      spool.writeIndex(out);
      List<ContentHash> references = new ArrayList<>();
      try (PackIndexReader index =
          PackIndexReader.open(new ByteArrayInputStream(out.toByteArray()))) {
        for (ChunkPlace place = index.next(); place != null; place = index.next()) {
          references.add(ContentHash.of(read(index.packs().get(place.pack()), place)));
        }
      }
      return references;
    }

    @Override
    public void close() throws IOException {
      spool.close();
      lock.close();
    }
  }
}
