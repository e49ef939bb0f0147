package lockstep.server.repository;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import lockstep.images.ContentHash;
import lockstep.images.ImageId;
import lockstep.images.IntegrityException;

/// A manifest as it is read: its end is only reached when it was the image's.
final class ProvenInput extends FilterInputStream {
  private final ImageId image;
  private final MessageDigest digest = ContentHash.sha256();
  private boolean proven;

  ProvenInput(InputStream plain, ImageId image) {
    super(plain);
    this.image = image;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = in.read(buffer, offset, length);
    if (read >= 0) {
      digest.update(buffer, offset, read);
      return read;
    }
    proven = proven || ContentHash.of(digest).equals(image.hash());
    if (!proven) {
      throw new IntegrityException("the stored manifest of image " + image + " is damaged");
    }
    return read;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
