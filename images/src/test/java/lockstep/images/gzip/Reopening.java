package lockstep.images.gzip;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Optional;
import lockstep.images.IntegrityException;

/// Opens a file and makes it again, as a publisher and a machine would.
final class Reopening {
  private Reopening() {}

  /// Fails unless the file opens and comes out the same, into memory off the heap.
  static OpenedGzip open(byte[] file, String what) throws IntegrityException {
    Optional<OpenedGzip> opened = GzipOpener.open(ByteBuffer.wrap(file), Texts.MAX_BYTES);
    assertThat(opened).describedAs(what).isPresent();
    ByteBuffer made = ByteBuffer.allocateDirect(file.length);
    GzipMaker.make(opened.get().text(), opened.get().recipe(), made);
    assertThat(made.compareTo(ByteBuffer.wrap(file))).describedAs(what).isZero();
    return opened.get();
  }
}
