package lockstep.server.gate;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import lockstep.server.overview.Sending;

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
    private final String source;
    private final long ends;
    private boolean counts = true;
    private boolean isOver;

    private Turn(String source, long ends) {
      this.source = source;
      this.ends = ends;
    }

    @Override
    public void close() {
      over(this, 1);
      letIn();
    }

    /// Whoever waited is gone, so nothing was sent.
    void giveBack() {
      over(this, 0);
      letIn();
    }
  }

  /// May ask again then.
  record Later(Duration delay) implements Chance {}

  private record Waiting(CompletableFuture<Chance> chance, String source, long since) {}

  /// Nobody is sent away for longer, however many come.
  private static final Duration LONGEST = Duration.ofMinutes(5);

  /// What is believed of the pace at first. Rather too fast than too slow: who comes too early asks once more, but while too few come
  /// the link has nothing to do.
  private static final double FIRST_PACE = 200;

  private static final double SLOWEST_PACE = 1;

  /// What remains each second of a belief that does not prove true.
  private static final double DOUBT = 0.9;

  /// So much faster than the pace people are called. They come late, by up to a tenth of their wait, and a pace that was seen while too few
  /// came would never be found too slow: who comes too early asks once more, but a link that waits for people stays empty.
  private static final double HASTE = 1.25;

  private final SendingLimits limits;
  private final LongSupplier nanos;
  private final Deque<Turn> turns = new ArrayDeque<>();
  private final Deque<Waiting> line = new ArrayDeque<>();
  private final Map<String, Integer> bySource = new HashMap<>();
  private int counting;
  private int sending;

  /// Answers in each of the last seconds; at `second` those of the present one.
  private final int[] sent = new int[5];

  private int second;

  /// Since the start: answers that came to an end, and how often somebody was told to come later.
  private long ended;

  private long putOff;

  /// How many answers go out in a second when there is a line.
  private double pace = FIRST_PACE;

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

  /// No source has more than half of what can be sent at one time, in line or under way: slow ones cannot shut out the others.
  ///
  /// @param source as [lockstep.server.limit.SourceNetwork] names it
  /// @return a [Turn], at once or on the thread of whoever makes room; or [Later]
  CompletableFuture<Chance> ask(String source) {
    CompletableFuture<Chance> chance = new CompletableFuture<>();
    synchronized (this) {
      boolean hasItsShare = bySource.getOrDefault(source, 0) >= Math.max(1, limits.most() / 2);
      if (closed || hasItsShare || line.size() >= room()) {
        return CompletableFuture.completedFuture(later());
      }
      bySource.merge(source, 1, Integer::sum);
      line.add(new Waiting(chance, source, nanos.getAsLong()));
    }
    letIn();
    return chance;
  }

  /// As many as get their turn in time.
  private int room() {
    double inTime = pace * limits.maxWait().toSeconds();
    return (int) Math.clamp(inTime, Math.min(limits.turns(), limits.maxLine()), limits.maxLine());
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
        turn = new Turn(next.source, nanos.getAsLong() + limits.turn().toNanos());
        turns.add(turn);
        counting++;
        sending++;
      }
      next.chance.complete(turn);
    }
  }

  private synchronized void over(Turn turn, int answers) {
    if (!turn.isOver) {
      turn.isOver = true;
      sending--;
      sent[second] += answers;
      ended += answers;
      stopCounting(turn);
      left(turn.source);
    }
  }

  private void left(String source) {
    bySource.computeIfPresent(source, (_, held) -> held == 1 ? null : held - 1);
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
        double lately = Arrays.stream(sent).sum() / (double) sent.length;
        pace = Math.max(Math.max(lately, pace * DOUBT), SLOWEST_PACE);
      }
      second = (second + 1) % sent.length;
      sent[second] = 0;
      long tooLong = limits.maxWait().toNanos();
      while (!line.isEmpty() && now - line.peek().since >= tooLong) {
        Waiting tired = line.remove();
        left(tired.source);
        waitedTooLong.add(tired);
        answers.add(later());
      }
    }
    for (int i = 0; i < answers.size(); i++) {
      waitedTooLong.get(i).chance.complete(answers.get(i));
    }
    letIn();
  }

  /// After whoever was told a time before, and when half of those who wait now had their turn: the line is never to run dry.
  private Later later() {
    putOff++;
    long now = nanos.getAsLong();
    long halfTheLine = now + (long) (line.size() / pace * 1e9 / 2);
    long call = Math.max(lastCall, halfTheLine) + (long) (1e9 / (pace * HASTE));
    long longest = LONGEST.toNanos();
    if (call - now > longest) {
      return new Later(
          Duration.ofNanos(ThreadLocalRandom.current().nextLong(longest / 2, longest)));
    }
    lastCall = call;
    return new Later(Duration.ofNanos(call - now));
  }

  synchronized Sending sending() {
    return new Sending(sending, line.size(), ended, putOff);
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
