package lockstep.server.repair;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.LongConsumer;

/// Tells how much is written.
final class MeteredOutput extends FilterOutputStream {
  private final LongConsumer meter;

  MeteredOutput(OutputStream out, LongConsumer meter) {
    super(out);
    this.meter = meter;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    out.write(bytes, offset, length);
    meter.accept(length);
  }
}
