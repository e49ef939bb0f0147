package lockstep.server.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import lockstep.server.gate.Turns.Chance;
import lockstep.server.gate.Turns.Later;
import lockstep.server.gate.Turns.Turn;
import lockstep.server.overview.Sending;
import org.junit.jupiter.api.Test;

class TurnsTest {
  private long now;
  private int asked;
  private final Turns turns = turns(2, 3, 4);

  private Turns turns(int turns, int most, int maxLine) {
    SendingLimits limits =
        new SendingLimits(1, turns, Duration.ofSeconds(10), most, maxLine, Duration.ofSeconds(20));
    return new Turns(limits, () -> now);
  }

  /// Seconds go by, each with its tick.
  private void pass(Turns turns, int seconds) {
    for (int i = 0; i < seconds; i++) {
      now += 1_000_000_000;
      turns.tick();
    }
  }

  /// Each from somewhere else.
  private CompletableFuture<Chance> ask(Turns turns) {
    return turns.ask("source " + asked++);
  }

  private static Turn turn(CompletableFuture<Chance> chance) {
    assertThat(chance).isCompletedWithValueMatching(Turn.class::isInstance);
    return (Turn) chance.join();
  }

  private static Duration delay(CompletableFuture<Chance> chance) {
    assertThat(chance).isCompletedWithValueMatching(Later.class::isInstance);
    return ((Later) chance.join()).delay();
  }

  @Test
  void whoeverWaitsLongestIsNext() {
    Turn first = turn(ask(turns));
    turn(ask(turns));
    CompletableFuture<Chance> third = ask(turns);
    CompletableFuture<Chance> fourth = ask(turns);
    assertThat(third).isNotDone();
    first.close();
    first.close();
    Turn its = turn(third);
    assertThat(turns.sending()).isEqualTo(new Sending(2, 1, 1, 0));
    assertThat(fourth).isNotDone();
    its.close();
    turn(fourth);
  }

  @Test
  void aSlowOneGoesOnBesideTheOthersAndNotTooManyDo() {
    Turn slow = turn(ask(turns));
    Turn slower = turn(ask(turns));
    CompletableFuture<Chance> third = ask(turns);
    CompletableFuture<Chance> fourth = ask(turns);
    pass(turns, 9);
    assertThat(third).isNotDone();
    pass(turns, 1);
    turn(third);
    assertThat(fourth).as("three are sent at most").isNotDone();
    slow.close();
    turn(fourth);
    slower.close();
  }

  @Test
  void nobodyWaitsLongerThanAClientBears() {
    Turns one = turns(1, 1, 4);
    turn(ask(one));
    CompletableFuture<Chance> second = ask(one);
    pass(one, 19);
    assertThat(second).isNotDone();
    pass(one, 1);
    assertThat(delay(second)).isPositive();
  }

  @Test
  void whoFindsTheLineFullComesAtAMomentOfItsOwn() {
    Turns few = turns(10, 20, 1000);
    List<CompletableFuture<Chance>> all = new ArrayList<>();
    for (int i = 0; i < 110; i++) {
      all.add(ask(few));
    }
    // Ten answers go out each second, and ten more are asked for.
    for (int second = 0; second < 60; second++) {
      for (int i = 10 * second; i < 10 * second + 10; i++) {
        turn(all.get(i)).close();
        all.add(ask(few));
      }
      pass(few, 1);
    }
    for (int i = 0; i < 100; i++) {
      assertThat(ask(few)).as("two hundred get their turn in time").isNotDone();
    }
    Set<Duration> delays = new HashSet<>();
    for (int i = 1; i <= 100; i++) {
      Duration delay = delay(ask(few));
      delays.add(delay);
      assertThat(delay).as("after half of the line").isGreaterThan(Duration.ofSeconds(9));
    }
    assertThat(delays).hasSize(100);
  }

  @Test
  void nobodyIsSentAwayForMoreThanFiveMinutes() {
    Turns one = turns(1, 1, 1);
    turn(ask(one));
    CompletableFuture<Chance> inLine = ask(one);
    for (int i = 0; i < 100_000; i++) {
      assertThat(delay(ask(one))).isLessThanOrEqualTo(Duration.ofMinutes(5));
    }
    assertThat(inLine).isNotDone();
    assertThat(one.sending()).isEqualTo(new Sending(1, 1, 0, 100_000));
  }

  /// All give it back at once, on the thread on which they got it.
  @Test
  void thousandsWhoAreGoneHoldNobodyUp() {
    Turns one = turns(1, 1, 100_000);
    Turn first = turn(ask(one));
    List<CompletableFuture<Void>> gone = new ArrayList<>();
    for (int i = 0; i < 3_900; i++) {
      gone.add(ask(one).thenAccept(chance -> ((Turn) chance).close()));
    }
    CompletableFuture<Chance> last = ask(one);
    first.close();
    turn(last);
    assertThat(gone).allMatch(CompletableFuture::isDone);
  }

  @Test
  void noSourceHasMoreThanHalfOfWhatIsSentAtOneTime() {
    Turns four = turns(4, 4, 100);
    Turn first = turn(four.ask("a"));
    turn(four.ask("a"));
    delay(four.ask("a"));
    turn(four.ask("b"));
    turn(four.ask("c"));
    CompletableFuture<Chance> waits = four.ask("c");
    delay(four.ask("c"));
    first.giveBack();
    turn(waits);
    CompletableFuture<Chance> again = four.ask("a");
    assertThat(again).isNotDone();
    delay(four.ask("a"));
    pass(four, 20);
    delay(again);
  }

  @Test
  void whenItClosesWhoeverWaitsIsToldToComeAgain() {
    turn(ask(turns));
    turn(ask(turns));
    CompletableFuture<Chance> third = ask(turns);
    turns.close();
    delay(third);
    delay(ask(turns));
  }
}
