package lockstep.agent.source;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import lockstep.images.Pace;
import org.jspecify.annotations.Nullable;

/// The body of an answer as it arrives, for one reading thread; gives up on a server that is too slow.
///
/// Only the time spent waiting counts: a reader that is slow itself, because its disk is or it is held back, does not blame
/// the server.
final class BodyStream implements Flow.Subscriber<List<ByteBuffer>>, AutoCloseable {
  private sealed interface Event {
    record Data(List<ByteBuffer> buffers) implements Event {}

    record End() implements Event {}

    record Broken(Throwable cause) implements Event {}
  }

  /// Never more than one [Event.Data]: the next is asked for when this one is used up.
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

  private final ArrayDeque<ByteBuffer> arrived = new ArrayDeque<>();
  private final TrafficMeter meter;
  private final Pace pace;
  private final long windowNanos;
  private final long minimumPerSecond;
  private long waitedNanos;
  private long windowBytes;
  private volatile Flow.@Nullable Subscription subscription;

  /// @param pace of the bytes of all bodies
  BodyStream(TrafficMeter meter, Pace pace, Patience patience) {
    this.meter = meter;
    this.pace = pace;
    this.windowNanos = patience.window().toNanos();
    this.minimumPerSecond = patience.minimumBytesPerSecond();
  }

  /// @return null at the end
  /// @throws PassingFailure when the body breaks off or the server is too slow
  @Nullable ByteBuffer next() throws IOException {
    while (arrived.isEmpty()) {
      switch (await()) {
        case Event.Data(List<ByteBuffer> buffers) -> {
          arrived.addAll(buffers);
          pace.moved(buffers.stream().mapToLong(ByteBuffer::remaining).sum());
          Objects.requireNonNull(subscription).request(1);
        }
        case Event.End end -> {
          // For whoever asks once more.
          events.add(end);
          return null;
        }
        case Event.Broken(Throwable cause) ->
            throw new PassingFailure("the answer broke off (" + cause.getMessage() + ")");
      }
    }
    ByteBuffer buffer = arrived.remove();
    windowBytes += buffer.remaining();
    return buffer;
  }

  /// The rest of a buffer that was read too far: the next one.
  void giveBack(ByteBuffer rest) {
    if (rest.hasRemaining()) {
      windowBytes -= rest.remaining();
      arrived.addFirst(rest);
    }
  }

  private Event await() throws IOException {
    while (true) {
      long start = System.nanoTime();
      Event event = poll(windowNanos - waitedNanos);
      waitedNanos += System.nanoTime() - start;
      if (waitedNanos >= windowNanos) {
        requireMinimum();
        waitedNanos = 0;
        windowBytes = 0;
      }
      if (event != null) {
        return event;
      }
    }
  }

  private void requireMinimum() throws PassingFailure {
    double seconds = waitedNanos / 1e9;
    if (windowBytes < seconds * minimumPerSecond) {
      throw new PassingFailure(
          "the server stalled: %d bytes in %.1f s".formatted(windowBytes, seconds));
    }
  }

  private @Nullable Event poll(long nanos) throws InterruptedIOException {
    try {
      return events.poll(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while reading an answer");
    }
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    this.subscription = subscription;
    subscription.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      meter.received(buffer.remaining());
    }
    events.add(new Event.Data(buffers));
  }

  @Override
  public void onError(Throwable cause) {
    events.add(new Event.Broken(cause));
  }

  @Override
  public void onComplete() {
    events.add(new Event.End());
  }

  /// Ends the transfer if it has not ended.
  @Override
  public void close() {
    Flow.Subscription current = subscription;
    if (current != null) {
      current.cancel();
    }
  }
}
