package lockstep.server.gate;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import lockstep.server.fleet.MachineId;

/// The machines that wait for a word to them alone, one call of each. Safe for many threads.
public final class Listeners implements AutoCloseable {
  private final ConcurrentMap<MachineId, CompletableFuture<Heard>> calls =
      new ConcurrentHashMap<>();
  private volatile boolean closed;

  /// What ends a wait.
  enum Heard {
    A_WORD,
    /// Nothing was said in time.
    NOTHING,
    /// There is no sense in waiting on: the machine waits in another call, or the server stops.
    THE_END
  }

  /// A machine's place among those who wait; what is said from now on is heard.
  final class Place implements AutoCloseable {
    private final MachineId machine;
    private final CompletableFuture<Heard> call = new CompletableFuture<>();

    private Place(MachineId machine) {
      this.machine = machine;
      CompletableFuture<Heard> before = calls.put(machine, call);
      if (before != null) {
        before.complete(Heard.THE_END);
      }
      if (closed) {
        call.complete(Heard.THE_END);
      }
    }

    Heard await(Duration limit) {
      try {
        return call.get(limit.toNanos(), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        return Heard.NOTHING;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Heard.THE_END;
      } catch (ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() {
      calls.remove(machine, call);
    }
  }

  Place enter(MachineId machine) {
    return new Place(machine);
  }

  /// There is a word for a machine.
  void tell(MachineId machine) {
    CompletableFuture<Heard> call = calls.get(machine);
    if (call != null) {
      call.complete(Heard.A_WORD);
    }
  }

  /// Lets all go.
  @Override
  public void close() {
    closed = true;
    calls.values().forEach(call -> call.complete(Heard.THE_END));
  }
}
