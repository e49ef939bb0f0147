package lockstep.server.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import lockstep.excludes.RelativePath;
import org.junit.jupiter.api.Test;

class RecordPileTest {
  private final Random random = new Random(5);
  private final RecordPile pile = new RecordPile();

  /// Names of few letters, so that many share a prefix and some are a prefix of others.
  private RelativePath path() {
    StringBuilder path = new StringBuilder("x");
    for (int i = random.nextInt(12); i > 0; i--) {
      path.append("ab-/".charAt(random.nextInt(4)));
    }
    return RelativePath.of(path.toString().replaceAll("/+", "/").replaceAll("/$", ""));
  }

  private void add(RelativePath path, int number) {
    RecordOutput record = new RecordOutput();
    record.path(path);
    record.number(number);
    pile.add(record);
  }

  @Test
  void recordsComeInPathOrderAndThoseOfOnePathAsTheyWereAdded() {
    record Added(RelativePath path, int number) {}
    List<Added> added = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      added.add(new Added(path(), i));
      add(added.getLast().path, i);
    }
    added.sort(java.util.Comparator.comparing(Added::path)); // stable

    pile.sort();

    List<Added> sorted = new ArrayList<>();
    for (int i = 0; i < pile.size(); i++) {
      RecordInput in = pile.get(i);
      sorted.add(new Added(in.path(), (int) in.number()));
    }
    assertThat(sorted).isEqualTo(added);
  }

  @Test
  void aPathIsFoundAtItsFirstRecord() {
    for (String path : List.of("b", "a", "b", "d")) {
      add(RelativePath.of(path), 0);
    }
    pile.sort();

    assertThat(pile.firstNotBefore(RelativePath.of("a"))).isZero();
    assertThat(pile.firstNotBefore(RelativePath.of("b"))).isEqualTo(1);
    assertThat(pile.firstNotBefore(RelativePath.of("c"))).isEqualTo(3);
    assertThat(pile.firstNotBefore(RelativePath.of("e"))).isEqualTo(4);
  }
}
