package lockstep.server.oci;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import lockstep.images.IntegrityException;
import lockstep.images.stored.StoredStream;
import lockstep.server.tar.TarFile;

/// Unpacks layers into files, each proven before it may be used.
final class LayerUnpacking {
  /// Of all layers together: several times the largest root.
  static final long MAX_BYTES = 64L << 30;

  private static final int BUFFER_BYTES = 256 << 10;

  private final Blobs blobs;
  private long left;

  LayerUnpacking(Blobs blobs, long maxBytes) {
    this.blobs = blobs;
    this.left = maxBytes;
  }

  /// @param plain what the layer is to be when unpacked
  /// @param directory on whose filesystem to unpack; nothing appears there
  /// @throws lockstep.images.ProblemException `E-OCI-BLOB` when it is not what its digests say
  TarFile unpack(Descriptor layer, Digest plain, Path directory) throws IOException {
    ScratchFile file = ScratchFile.in(directory);
    try {
      unpack(layer, plain, file);
      return file.toArchive();
    } catch (IOException | RuntimeException e) {
      file.discard();
      throw e;
    }
  }

  private void unpack(Descriptor layer, Digest plain, ScratchFile file) throws IOException {
    MessageDigest hash = plain.start();
    try (CheckedBlob stored = blobs.open(layer)) {
      copy(layer, decompressed(stored), hash, file);
      stored.check();
    } catch (ZipException | IntegrityException | EOFException e) {
      throw OciProblem.blob(layer.digest(), "cannot be decompressed: " + e.getMessage());
    }
    if (!plain.matches(hash)) {
      throw OciProblem.blob(
          layer.digest(), "unpacks to other bytes than the configuration says, " + plain);
    }
  }

  /// The bytes tell how they are packed; media types are sometimes wrong.
  private static InputStream decompressed(CheckedBlob stored) throws IOException {
    BufferedInputStream in = new BufferedInputStream(stored, BUFFER_BYTES);
    in.mark(4);
    byte[] magic = in.readNBytes(4);
    in.reset();
    int first = magic.length < 4 ? 0 : (magic[0] & 0xff) | (magic[1] & 0xff) << 8;
    int second = magic.length < 4 ? 0 : (magic[2] & 0xff) | (magic[3] & 0xff) << 8;
    if (first == 0x8b1f) {
      return new GZIPInputStream(in, BUFFER_BYTES);
    }
    boolean frame = first == 0xb528 && second == 0xfd2f;
    boolean skippable = (first & 0xfff0) == 0x2a50 && second == 0x184d;
    return frame || skippable ? StoredStream.decompressing(in, StoredStream.UNKNOWN_LENGTH) : in;
  }

  private void copy(Descriptor layer, InputStream in, MessageDigest hash, ScratchFile out)
      throws IOException {
    byte[] buffer = new byte[ScratchFile.BLOCK_BYTES];
    for (int read = in.readNBytes(buffer, 0, buffer.length);
        read > 0;
        read = in.readNBytes(buffer, 0, buffer.length)) {
      left -= read;
      if (left < 0) {
        throw OciProblem.limit(layer.digest().path(), "unpacks to too much, with those below it");
      }
      hash.update(buffer, 0, read);
      out.write(buffer, read);
    }
  }
}
