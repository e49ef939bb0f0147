package lockstep.images.difference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunFilterTest {
  private static final int SYMBOLS = 8;

  @ParameterizedTest
  @ValueSource(ints = {8, 9, 63, 64, 65, 1000, 100_000})
  void everyRunOfTheBaseIsFound(int length) {
    char[] base = random(length, 1);
    RunFilter filter = new RunFilter(base, SYMBOLS);
    for (int from = 0; from <= length - SYMBOLS; from++) {
      assertThat(filter.mayHave(base, from)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 1000, 100_000})
  void mostOtherRunsAreNot(int length) {
    RunFilter filter = new RunFilter(random(length, 1), SYMBOLS);
    char[] target = random(10_000 + SYMBOLS, 2);
    int found = 0;
    for (int from = 0; from < 10_000; from++) {
      found += filter.mayHave(target, from) ? 1 : 0;
    }
    assertThat(found).isLessThan(2500);
  }

  @Test
  void whatIsTooShortHasNoRun() {
    assertThat(new RunFilter(new char[0], SYMBOLS).mayHave(random(100, 1), 0)).isFalse();
    RunFilter filter = new RunFilter(random(100, 1), SYMBOLS);
    assertThat(filter.mayHave(random(100, 1), 93)).isFalse();
    assertThat(filter.mayHave(new char[0], 0)).isFalse();
  }

  private static char[] random(int length, long seed) {
    Random random = new Random(seed);
    char[] symbols = new char[length];
    for (int i = 0; i < length; i++) {
      symbols[i] = (char) random.nextInt(300);
    }
    return symbols;
  }
}
