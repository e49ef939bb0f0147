package lockstep.agent.stage;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/// What another thread makes.
final class Awaited {
  private Awaited() {}

  /// Waits for it to come to its end.
  ///
  /// @throws IOException what stopped it, or that this thread was interrupted
  static void end(Future<?> work) throws IOException {
    try {
      work.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while staging", e);
    }
  }
}
