package lockstep.agent.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class BucketTest {
  private static final long SECOND = 1_000_000_000;
  private static final double RATE = 1000;

  @Test
  void whoeverWaitsAsLongAsToldKeepsTheAverage() {
    Random random = new Random(1);
    Bucket bucket = new Bucket(RATE, 0, 0);
    long now = 0;
    double taken = 0;
    while (now < 100 * SECOND) {
      double amount = random.nextInt(100);
      taken += amount;
      now += bucket.take(amount, now);
    }
    assertThat(taken / (now / 1e9)).isBetween(0.99 * RATE, 1.001 * RATE);
  }

  @Test
  void aPauseIsWorthATwentiethOfASecond() {
    Bucket bucket = new Bucket(RATE, 0, 0);
    assertThat(bucket.take(50, 3600 * SECOND)).isZero();
    assertThat(bucket.take(10, 3600 * SECOND)).isEqualTo(SECOND / 100);
  }

  @Test
  void whatIsOwedAtFirstIsWaitedFor() {
    Bucket bucket = new Bucket(RATE, -500, 7 * SECOND);
    assertThat(bucket.take(0, 7 * SECOND)).isEqualTo(SECOND / 2);
    assertThat(bucket.take(0, 7 * SECOND + SECOND / 4)).isEqualTo(SECOND / 4);
    assertThat(bucket.take(0, 8 * SECOND)).isZero();
  }

  @Test
  void aThreadThatComesWithAnEarlierTimeGivesNothingAway() {
    Bucket bucket = new Bucket(RATE, 0, 0);
    assertThat(bucket.take(1000, SECOND)).isEqualTo(950 * SECOND / 1000);
    assertThat(bucket.take(0, SECOND / 2)).isEqualTo(950 * SECOND / 1000);
    assertThat(bucket.take(0, 2 * SECOND)).isZero();
  }
}
