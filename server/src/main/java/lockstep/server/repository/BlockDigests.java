package lockstep.server.repository;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import lockstep.images.ContentHash;

/// Hashes each block of what is written.
final class BlockDigests extends FilterOutputStream {
  private final int blockBytes;
  private final MessageDigest digest = ContentHash.sha256();
  private final List<ContentHash> digests = new ArrayList<>();
  private int inBlock;
  private long size;

  BlockDigests(OutputStream out, int blockBytes) {
    super(out);
    this.blockBytes = blockBytes;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    out.write(bytes, offset, length);
    size += length;
    int at = offset;
    int left = length;
    while (left > 0) {
      int taken = Math.min(left, blockBytes - inBlock);
      digest.update(bytes, at, taken);
      inBlock += taken;
      at += taken;
      left -= taken;
      if (inBlock == blockBytes) {
        endBlock();
      }
    }
  }

  private void endBlock() {
    digests.add(ContentHash.of(digest));
    inBlock = 0;
  }

  /// All blocks; nothing may be written any more.
  List<ContentHash> finish() {
    if (inBlock > 0) {
      endBlock();
    }
    return digests;
  }

  long size() {
    return size;
  }
}
