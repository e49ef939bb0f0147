package lockstep.images.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import lockstep.excludes.Bytes;
import org.junit.jupiter.api.Test;

class NameListTest {
  private static final byte REGULAR = 8;
  private static final byte DIRECTORY = 4;

  @Test
  void anyNumberOfNamesIsSorted() {
    Random random = new Random(42);
    for (int count : List.of(0, 1, 2, 12, 13, 25, 1000, 50_000)) {
      NameList names = new NameList();
      List<Bytes> expected = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        byte[] name = new byte[1 + random.nextInt(40)];
        random.nextBytes(name);
        names.add(name, 0, name.length, REGULAR);
        expected.add(Bytes.copyOf(name));
      }
      expected.sort(null);
      assertThat(names.sorted().stream().map(Name::name)).isEqualTo(expected);
    }
  }

  @Test
  void aNameKeepsItsKindAndAllItsBytes() {
    NameList names = new NameList();
    byte[] longest = "x".repeat(255).getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < 3000; i++) {
      names.add(longest, 0, 255, DIRECTORY);
    }
    names.add(new byte[] {'a', 'b', 'c'}, 1, 1, REGULAR);
    NameList sorted = names.sorted();
    assertThat(sorted.getFirst()).isEqualTo(new Name(Bytes.of("b"), Kind.FILE));
    assertThat(sorted.getLast()).isEqualTo(new Name(Bytes.copyOf(longest), Kind.DIRECTORY));
    assertThatThrownBy(() -> sorted.get(3001)).isInstanceOf(IndexOutOfBoundsException.class);
  }
}
