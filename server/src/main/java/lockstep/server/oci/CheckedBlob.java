package lockstep.server.oci;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;

/// The bytes of a blob, of which nothing may be used before [#check] has passed.
final class CheckedBlob extends InputStream {
  private final InputStream in;
  private final Descriptor descriptor;
  private final MessageDigest hash;
  private long left;

  CheckedBlob(InputStream in, Descriptor descriptor) {
    this.in = in;
    this.descriptor = descriptor;
    this.hash = descriptor.digest().start();
    this.left = descriptor.size();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    int read = left == 0 ? -1 : in.read(buffer, offset, (int) Math.min(length, left));
    if (read > 0) {
      hash.update(buffer, offset, read);
      left -= read;
    }
    return read;
  }

  /// A gzip reader asks whether another member may follow.
  @Override
  public int available() {
    return (int) Math.min(left, Integer.MAX_VALUE);
  }

  /// Reads what is left.
  ///
  /// @throws lockstep.images.ProblemException `E-OCI-BLOB` when the bytes are not what the digest names
  void check() throws IOException {
    transferTo(OutputStream.nullOutputStream());
    if (left > 0) {
      throw OciProblem.blob(
          descriptor.digest(),
          "has %d bytes, not %d".formatted(descriptor.size() - left, descriptor.size()));
    }
    if (in.read() >= 0) {
      throw OciProblem.blob(
          descriptor.digest(), "has more than %d bytes".formatted(descriptor.size()));
    }
    if (!descriptor.digest().matches(hash)) {
      throw OciProblem.blob(descriptor.digest(), "has bytes of another digest");
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
