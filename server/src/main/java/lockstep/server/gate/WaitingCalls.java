package lockstep.server.gate;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;

/// Runs calls that wait, mostly for a synced write: each in a virtual thread of its own, so that all who wait share the sync.
/// Refuses what is more than a limit. Safe for many threads.
final class WaitingCalls implements Executor, AutoCloseable {
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("gate-call-", 0).factory());
  private final Semaphore room;

  /// @param most that may wait at one time
  WaitingCalls(int most) {
    room = new Semaphore(most);
  }

  @Override
  public void execute(Runnable call) {
    if (!room.tryAcquire()) {
      throw new RejectedExecutionException("too many calls wait");
    }
    try {
      threads.execute(() -> {
        try {
          call.run();
        } finally {
          room.release();
        }
      });
    } catch (RejectedExecutionException e) {
      room.release();
      throw e;
    }
  }

  /// Lets those who wait finish.
  @Override
  public void close() {
    threads.close();
  }
}
