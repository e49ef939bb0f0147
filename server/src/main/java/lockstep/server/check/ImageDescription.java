package lockstep.server.check;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Optional;
import lockstep.images.ContentHash;
import lockstep.images.ImageId;
import lockstep.images.IntegrityException;
import lockstep.images.manifest.ManifestReader;
import lockstep.images.manifest.ManifestTotals;
import lockstep.images.stored.StoredStream;
import lockstep.server.repository.StoredImage;

/// What a manifest tells of its image; having read it is the proof that it is the image's.
///
/// @param manifestBytes of the manifest uncompressed
/// @param packages how many its package database lists
record ImageDescription(ImageId id, long manifestBytes, ManifestTotals totals, long packages) {

  /// @param mostBytes where unpacking ends
  /// @throws IntegrityException when `file` is not the manifest of `id`
  static ImageDescription read(Path file, ImageId id, long mostBytes) throws IOException {
    try (InputStream stored = Files.newInputStream(file)) {
      Plain plain =
          new Plain(StoredStream.decompressing(stored, StoredStream.UNKNOWN_LENGTH), mostBytes);
      ManifestReader manifest = ManifestReader.open(plain);
      while (manifest.next() != null) {
        // its rules are checked, and all of it is hashed
      }
      ContentHash found = ContentHash.of(plain.digest);
      if (!found.equals(id.hash())) {
        throw new IntegrityException("it is the manifest of image " + found);
      }
      return new ImageDescription(
          id, plain.length, manifest.totals(), manifest.header().packages().size());
    }
  }

  private static final class Plain extends FilterInputStream {
    private final MessageDigest digest = ContentHash.sha256();
    private final long mostBytes;
    private long length;

    Plain(InputStream in, long mostBytes) {
      super(in);
      this.mostBytes = mostBytes;
    }

    @Override
    public int read(byte[] buffer, int offset, int count) throws IOException {
      int read = in.read(buffer, offset, count);
      if (read > 0) {
        digest.update(buffer, offset, read);
        length += read;
      }
      if (length > mostBytes) {
        throw new IntegrityException("it unpacks to more than %d bytes".formatted(mostBytes));
      }
      return read;
    }
  }

  /// Whether an annotation tells the same.
  boolean fits(StoredImage told) {
    return told.equals(as(Optional.of(told), told.label(), told.created()));
  }

  /// The image with these figures, and what else was known of it.
  ///
  /// @param created where nothing else is known
  StoredImage as(Optional<StoredImage> known, String label, Instant created) {
    return new StoredImage(
        id,
        label,
        known.map(StoredImage::created).orElse(created),
        known.map(StoredImage::source).orElse("unknown"),
        manifestBytes,
        totals.entries(),
        totals.files(),
        totals.totalBytes(),
        known.map(StoredImage::excludesSource).orElse("unknown"),
        packages);
  }
}
