package lockstep.images.stored;

import com.github.luben.zstd.ZstdException;
import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import lockstep.images.IntegrityException;

/// Compressing and decompressing whole files as streams.
public final class StoredStream {
  /// The largest window a stored file may ask of its reader: 8 MiB.
  public static final int MAX_WINDOW_LOG = 23;

  /// For what nobody signed a length of; its reader must bound it by its own means.
  public static final long UNKNOWN_LENGTH = Long.MAX_VALUE;

  private StoredStream() {}

  /// Closing it ends the frame and closes `out`.
  ///
  /// @param level of zstd, 1 to 19
  public static OutputStream compressing(OutputStream out, int level) throws IOException {
    ZstdOutputStreamNoFinalizer stream = new ZstdOutputStreamNoFinalizer(out, level);
    stream.setChecksum(false);
    return stream;
  }

  /// Ends with an error as soon as the plain bytes exceed `plainBytes`, and at the end when they are fewer.
  ///
  /// @throws IntegrityException from reads, when the stored bytes are damaged, cut, or want too large a window
  public static InputStream decompressing(InputStream stored, long plainBytes) throws IOException {
    ZstdInputStreamNoFinalizer stream = new ZstdInputStreamNoFinalizer(stored);
    stream.setLongMax(MAX_WINDOW_LOG);
    return new Bounded(stream, plainBytes);
  }

  private static final class Bounded extends FilterInputStream {
    private final boolean lengthUnknown;
    private long left;

    Bounded(InputStream in, long plainBytes) {
      super(in);
      this.lengthUnknown = plainBytes == UNKNOWN_LENGTH;
      this.left = plainBytes;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read;
      try {
        read = super.read(buffer, offset, length);
      } catch (ZstdIOException | ZstdException e) {
        throw new IntegrityException("stored bytes do not decompress: " + e.getMessage(), e);
      }
      if (read < 0 && left > 0 && !lengthUnknown) {
        throw new IntegrityException("stored bytes end " + left + " plain bytes too early");
      }
      if (read > left) {
        throw new IntegrityException(
            "stored bytes hold more than the plain length signed for them");
      }
      left -= Math.max(read, 0);
      return read;
    }

    @Override
    public long skip(long bytes) throws IOException {
      byte[] scratch = new byte[(int) Math.min(8192, bytes)];
      return bytes <= 0 ? 0 : Math.max(0, read(scratch, 0, scratch.length));
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
