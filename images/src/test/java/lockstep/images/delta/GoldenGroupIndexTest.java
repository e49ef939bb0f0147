package lockstep.images.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import lockstep.images.IntegrityException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Files that were written once and never again: today's reader must understand, or refuse, the oldest.
class GoldenGroupIndexTest {
  @Test
  void theValidIndexOfVersionTwoIsRead() throws IOException {
    List<Group> groups = read("valid");
    assertThat(groups).extracting(Group::offset).containsExactly(100L, 150L);
    assertThat(groups.getFirst().outputs())
        .extracting(GroupOutput::entries)
        .containsExactly(
            List.of(3101), List.of(101, 102, 142), List.of(), List.of(108), List.of(109));
    assertThat(groups.getFirst().outputs().getLast().form()).isEqualTo(new GroupOutput.Code());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cut",
        "fewer-groups-than-said",
        "more-groups-than-said",
        "no-stored-bytes",
        "no-outputs",
        "base-that-is-not-there",
        "entry-below-zero",
        "entry-twice",
        "entry-beyond-every-manifest",
        "plain-bytes-beyond-the-limit",
        "size-below-zero",
        "prefix-beyond-the-limit",
        "digest-too-short",
        "from-and-to-alike",
        "patch-without-from"
      })
  void brokenIndexesAreRefused(String fault) {
    assertThatThrownBy(() -> read("broken-" + fault)).isInstanceOf(IntegrityException.class);
  }

  private static List<Group> read(String name) throws IOException {
    InputStream golden =
        GoldenGroupIndexTest.class.getResourceAsStream("/golden/group-index-v2/" + name);
    List<Group> groups = new ArrayList<>();
    try (GroupIndexReader reader = GroupIndexReader.open(Objects.requireNonNull(golden, name))) {
      for (Group group = reader.next(); group != null; group = reader.next()) {
        groups.add(group);
      }
    }
    return groups;
  }
}
