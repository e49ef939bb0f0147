package lockstep.server.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrderedWorkTest {
  private static final OrderedWork.Limits LIMITS = new OrderedWork.Limits(256, 32 << 20);

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 7})
  void resultsComeInTheOrderInWhichTheWorkWasGiven(int threads) throws IOException {
    List<Integer> taken = new ArrayList<>();
    Random random = new Random(threads);
    try (OrderedWork work = new OrderedWork(threads, LIMITS)) {
      for (int i = 0; i < 3000; i++) {
        int number = i;
        int turns = random.nextInt(2000);
        if (i % 3 == 0) {
          work.then(() -> taken.add(number));
        } else {
          work.add(() -> spin(turns, number), random.nextInt(1 << 20), taken::add);
        }
      }
      work.finish();
    }
    assertThat(taken).isEqualTo(IntStream.range(0, 3000).boxed().toList());
  }

  private static int spin(int turns, int result) {
    int value = 0;
    for (int i = 0; i < turns; i++) {
      value = value * 31 + i;
    }
    return value == Integer.MIN_VALUE ? -1 : result;
  }

  @ParameterizedTest
  @CsvSource({"3, 1000", "1000, 3"})
  void noMoreIsUnderWayThanTheLimitsAllow(int items, int bytes) throws IOException {
    AtomicInteger underWay = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (OrderedWork work = new OrderedWork(7, new OrderedWork.Limits(items, bytes))) {
      for (int i = 0; i < 1000; i++) {
        work.add(
            () -> most.accumulateAndGet(underWay.incrementAndGet(), Math::max),
            1,
            _ -> underWay.decrementAndGet());
      }
      work.finish();
    }
    assertThat(most).hasValueBetween(1, 3);
  }

  @Test
  void whatIsLargerThanTheLimitIsDoneAlone() throws IOException {
    List<Integer> taken = new ArrayList<>();
    try (OrderedWork work = new OrderedWork(2, new OrderedWork.Limits(10, 10))) {
      work.add(() -> 1, 1, taken::add);
      work.add(() -> 2, 1000, taken::add);
      assertThat(taken).startsWith(1);
      work.add(() -> 3, 1, taken::add);
      assertThat(taken).startsWith(1, 2);
      work.finish();
    }
    assertThat(taken).containsExactly(1, 2, 3);
  }

  @Test
  void theTaskThatFailedFirstInOrderIsTheOneThatIsTold() throws IOException {
    try (OrderedWork work = new OrderedWork(2, LIMITS)) {
      work.add(() -> 1, 1, _ -> {});
      // Told when a later task is given, or at the end: whichever finds it done.
      assertThatThrownBy(
              () -> {
                work.add(failing(new FileNotFoundException("the second")), 1, _ -> {});
                work.add(failing(new IOException("the third")), 1, _ -> {});
                work.finish();
              })
          .isInstanceOf(FileNotFoundException.class)
          .hasMessage("the second");
    }
  }

  private static OrderedWork.Task<Integer> failing(IOException failure) {
    return () -> {
      throw failure;
    };
  }

  @Test
  void whatNeverRanIsDiscarded() throws IOException {
    AtomicInteger ran = new AtomicInteger();
    AtomicInteger discarded = new AtomicInteger();
    CountDownLatch closing = new CountDownLatch(1);
    try (OrderedWork work = new OrderedWork(1, LIMITS)) {
      work.add(() -> await(closing), 1, _ -> {});
      for (int i = 0; i < 10; i++) {
        work.add(new Counting(ran, discarded), 1, _ -> {});
      }
    }
    closing.countDown();
    assertThat(ran).hasValue(0);
    assertThat(discarded).hasValue(10);
  }

  /// Until it is interrupted.
  private static int await(CountDownLatch latch) {
    try {
      latch.await();
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  private record Counting(AtomicInteger ran, AtomicInteger discarded)
      implements OrderedWork.Task<Integer> {
    @Override
    public Integer run() {
      return ran.incrementAndGet();
    }

    @Override
    public void discard() {
      discarded.incrementAndGet();
    }
  }
}
