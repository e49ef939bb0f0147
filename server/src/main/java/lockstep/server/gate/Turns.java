package lockstep.server.gate;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

/// Keeps large answers so few at one time that each gets on. The others wait in line, first come, first served; whoever would wait
/// longer than clients do is told when to come again, each another moment, at the pace at which answers were sent so far. Safe for
/// many threads.
///
/// Ten thousand machines that wake at once would otherwise get a ten-thousandth of the link each, and most of them nothing for so long
/// that either side takes the other for dead.
final class Turns implements AutoCloseable {
  /// What somebody gets who asks.
  sealed interface Chance {}

  /// May send. Closed when all is sent, or nothing will be.
  final class Turn implements Chance, AutoCloseable {
    private final long ends;
    private boolean counts = true;
    private boolean isOver;

    private Turn(long ends) {
      this.ends = ends;
    }

    @Override
    public void close() {
      over(this);
      letIn();
    }
  }

  /// May ask again then.
  record Later(Duration delay) implements Chance {}

  private record Waiting(CompletableFuture<Chance> chance, long since) {}

  /// Nobody is sent away for longer, however many come.
  private static final Duration LONGEST = Duration.ofMinutes(5);

  /// Until it was seen how many answers go out in a second.
  private static final double FIRST_PACE = 200;

  private final SendingLimits limits;
  private final LongSupplier nanos;
  private final Deque<Turn> turns = new ArrayDeque<>();
  private final Deque<Waiting> line = new ArrayDeque<>();
  private int counting;
  private int sending;
  private int sentSinceTick;

  /// Answers in a second, while there was a line; 0: there was none yet.
  private double pace;

  /// The moment at which the last one who was told a time will come.
  private long lastCall;

  private boolean lettingIn;
  private boolean closed;

  /// @param nanos a clock that nobody sets
  Turns(SendingLimits limits, LongSupplier nanos) {
    this.limits = limits;
    this.nanos = nanos;
    this.lastCall = nanos.getAsLong();
  }

  /// @return a [Turn], at once or on the thread of whoever makes room; or [Later]
  CompletableFuture<Chance> ask() {
    CompletableFuture<Chance> chance = new CompletableFuture<>();
    synchronized (this) {
      if (closed || line.size() >= room()) {
        return CompletableFuture.completedFuture(later());
      }
      line.add(new Waiting(chance, nanos.getAsLong()));
    }
    letIn();
    return chance;
  }

  /// As many as get their turn in time.
  private int room() {
    double inTime = pace * limits.maxWait().toSeconds();
    return pace == 0
        ? limits.maxLine()
        : (int) Math.clamp(inTime, Math.min(limits.turns(), limits.maxLine()), limits.maxLine());
  }

  /// Gives what turns are free to those who wait longest; on one thread at a time, for whoever gets one may be gone and give it
  /// back at once.
  private void letIn() {
    synchronized (this) {
      if (lettingIn) {
        return;
      }
      lettingIn = true;
    }
    while (true) {
      Waiting next;
      Turn turn;
      synchronized (this) {
        if (line.isEmpty() || counting >= limits.turns() || sending >= limits.most()) {
          lettingIn = false;
          return;
        }
        next = line.remove();
        turn = new Turn(nanos.getAsLong() + limits.turn().toNanos());
        turns.add(turn);
        counting++;
        sending++;
      }
      next.chance.complete(turn);
    }
  }

  private synchronized void over(Turn turn) {
    if (!turn.isOver) {
      turn.isOver = true;
      sending--;
      sentSinceTick++;
      stopCounting(turn);
    }
  }

  private void stopCounting(Turn turn) {
    if (turn.counts) {
      turn.counts = false;
      counting--;
    }
  }

  /// Called once a second: takes turns from those who had theirs, lets nobody wait too long, and learns the pace.
  void tick() {
    List<Waiting> waitedTooLong = new ArrayList<>();
    List<Later> answers = new ArrayList<>();
    synchronized (this) {
      long now = nanos.getAsLong();
      while (!turns.isEmpty() && (turns.peek().isOver || turns.peek().ends - now <= 0)) {
        stopCounting(turns.remove());
      }
      if (!line.isEmpty()) {
        pace = pace == 0 ? sentSinceTick : pace * 0.8 + sentSinceTick * 0.2;
      }
      sentSinceTick = 0;
      long tooLong = limits.maxWait().toNanos();
      while (!line.isEmpty() && now - line.peek().since >= tooLong) {
        waitedTooLong.add(line.remove());
        answers.add(later());
      }
    }
    for (int i = 0; i < answers.size(); i++) {
      waitedTooLong.get(i).chance.complete(answers.get(i));
    }
    letIn();
  }

  /// After all who wait and all who were told a time.
  private Later later() {
    double perSecond = pace == 0 ? FIRST_PACE : Math.max(pace, 1);
    long now = nanos.getAsLong();
    long endOfLine = now + (long) (line.size() / perSecond * 1e9);
    long call = Math.max(lastCall, endOfLine) + (long) (1e9 / perSecond);
    long longest = LONGEST.toNanos();
    if (call - now > longest) {
      return new Later(
          Duration.ofNanos(ThreadLocalRandom.current().nextLong(longest / 2, longest)));
    }
    lastCall = call;
    return new Later(Duration.ofNanos(call - now));
  }

  /// Whoever waits is told to come again.
  @Override
  public void close() {
    List<Waiting> waiting;
    Later later;
    synchronized (this) {
      closed = true;
      waiting = List.copyOf(line);
      line.clear();
      later = later();
    }
    waiting.forEach(each -> each.chance.complete(later));
  }
}
