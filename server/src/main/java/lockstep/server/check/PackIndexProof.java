package lockstep.server.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;
import lockstep.images.Entry;
import lockstep.images.pack.Pack;
import lockstep.images.pack.PackIndexReader;
import lockstep.server.repository.ContentSink;
import lockstep.server.repository.OpenImage;
import lockstep.server.repository.Repository;
import lockstep.server.repository.StoredImage;

/// The object tells of every chunk of the image where it lies: proven by reading all of them.
record PackIndexProof(Repository repository, StoredImage image, LongConsumer progress)
    implements Proof {
  /// Three varints for each chunk reference, compressed; the readers have limits of their own.
  private static final long MOST_BYTES = 1L << 30;

  @Override
  public List<StoredObject> needs(Path file) throws IOException {
    try (PackIndexReader index = PackIndexReader.open(Files.newInputStream(file))) {
      return index.packs().stream().map(pack -> object(pack, progress)).toList();
    }
  }

  static StoredObject object(Pack pack, LongConsumer progress) {
    return StoredObject.of(pack.path(), new DigestProof(pack.digest(), pack.sizeBytes(), progress));
  }

  @Override
  public void prove(Path file) throws IOException {
    try (OpenImage open = OpenImage.open(repository, image, file)) {
      for (Entry entry = open.next(); entry != null; entry = open.next()) {
        if (entry instanceof Entry.File regular) {
          open.content(ContentSink.NOWHERE);
          progress.accept(regular.content().size());
        }
      }
    }
  }

  @Override
  public long maxBytes() {
    return MOST_BYTES;
  }
}
