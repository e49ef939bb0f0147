package lockstep.agent.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import lockstep.agent.fetch.HadRanges.Run;
import lockstep.agent.fetch.Ranges.Range;
import org.junit.jupiter.api.Test;

class HadRangesTest {
  private final HadRanges had = new HadRanges();

  @Test
  void runsOfOneSourceThatMeetAreOne() {
    had.add(new Range(0, 10), 1);
    had.add(new Range(20, 10), 1);
    had.add(new Range(10, 10), 1);
    assertThat(had.over(new Range(15, 1))).containsExactly(new Run(new Range(0, 30), 1));
  }

  @Test
  void runsOfTwoSourcesStayApartAndCoverTogether() {
    had.add(new Range(0, 10), 1);
    had.add(new Range(10, 10), 2);
    assertThat(had.over(new Range(9, 2)))
        .containsExactly(new Run(new Range(0, 10), 1), new Run(new Range(10, 10), 2));
    assertThat(had.missing(new Range(0, 20))).isEmpty();
    assertThat(had.missing(new Range(0, 21))).containsExactly(new Range(20, 1));
  }

  @Test
  void whatIsSaidLaterCounts() {
    had.add(new Range(0, 30), 1);
    had.add(new Range(10, 10), 2);
    assertThat(had.over(new Range(0, 30)))
        .containsExactly(
            new Run(new Range(0, 10), 1),
            new Run(new Range(10, 10), 2),
            new Run(new Range(20, 10), 1));
  }

  @Test
  void itKnowsOfEveryByteWhoSentItLast() {
    SplittableRandom random = new SplittableRandom(7);
    long[] sender = new long[64];
    for (int i = 0; i < 3000; i++) {
      int offset = random.nextInt(64);
      int length = random.nextInt(1, 65 - offset);
      long mark = random.nextInt(1, 4);
      had.add(new Range(offset, length), mark);
      java.util.Arrays.fill(sender, offset, offset + length, mark);
      int from = random.nextInt(64);
      Range asked = new Range(from, random.nextInt(1, 65 - from));
      assertThat(had.over(asked)).isEqualTo(expected(sender, asked));
      assertThat(had.missing(asked)).isEqualTo(missing(sender, asked));
    }
  }

  private static List<Range> missing(long[] sender, Range asked) {
    List<Range> missing = new ArrayList<>();
    for (int i = (int) asked.offset(); i < asked.end(); i++) {
      if (sender[i] != 0) {
        continue;
      }
      if (!missing.isEmpty() && missing.getLast().end() == i) {
        Range last = missing.removeLast();
        missing.add(new Range(last.offset(), last.length() + 1));
      } else {
        missing.add(new Range(i, 1));
      }
    }
    return missing;
  }

  private static List<Run> expected(long[] sender, Range asked) {
    List<Run> runs = new ArrayList<>();
    for (int start = 0; start < sender.length; ) {
      int end = start;
      while (end < sender.length && sender[end] == sender[start]) {
        end++;
      }
      if (sender[start] != 0 && start < asked.end() && end > asked.offset()) {
        runs.add(new Run(new Range(start, end - start), sender[start]));
      }
      start = end;
    }
    return runs;
  }
}
