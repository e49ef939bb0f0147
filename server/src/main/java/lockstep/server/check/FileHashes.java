package lockstep.server.check;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import lockstep.images.ContentHash;
import lockstep.images.Entry;
import lockstep.images.IntegrityException;
import lockstep.images.manifest.ManifestReader;
import lockstep.server.repository.Repository;
import lockstep.server.repository.StoredImage;

/// Half of the hash of each file of an image, by ordinal: 16 bytes for each entry, and still nobody's to forge.
final class FileHashes {
  private long[] words = new long[1 << 10];
  private int entries;

  private FileHashes() {}

  static FileHashes of(Repository repository, StoredImage image) throws IOException {
    FileHashes hashes = new FileHashes();
    try (ManifestReader manifest = repository.openManifest(image)) {
      for (Entry entry = manifest.next(); entry != null; entry = manifest.next()) {
        hashes.add(entry instanceof Entry.File file ? file.content().hash() : NONE);
      }
    }
    return hashes;
  }

  /// No content has it that anybody knows of.
  private static final ContentHash NONE = new ContentHash(0, 0, 0, 0);

  private void add(ContentHash hash) {
    if (2 * entries == words.length) {
      words = Arrays.copyOf(words, 2 * words.length);
    }
    words[2 * entries] = hash.w0();
    words[2 * entries + 1] = hash.w1();
    entries++;
  }

  /// @throws IntegrityException unless each of these entries is a file of that content
  void check(List<Integer> ordinals, ByteBuffer content) throws IntegrityException {
    ContentHash hash = ContentHash.of(content);
    for (int ordinal : ordinals) {
      if (ordinal >= entries
          || words[2 * ordinal] != hash.w0()
          || words[2 * ordinal + 1] != hash.w1()) {
        throw new IntegrityException(
            "it makes a content of hash %s for entry %d, which has another"
                .formatted(hash, ordinal));
      }
    }
  }
}
