package lockstep.agent.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MirrorAddressTest {
  @Test
  void aUrlIsOneAndEverythingElseIsADirectory() {
    assertThat(MirrorAddress.parse("https://mirror.example/lockstep/"))
        .isEqualTo(new MirrorAddress.Web(URI.create("https://mirror.example/lockstep/")));
    assertThat(MirrorAddress.parse("/srv/mirror"))
        .isEqualTo(new MirrorAddress.Folder(Path.of("/srv/mirror")));
    assertThat(MirrorAddress.parse("a:b")).isEqualTo(new MirrorAddress.Folder(Path.of("a:b")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "ftp://h/",
        "file:///srv",
        "http://",
        "http:///x",
        "http://h/?a",
        "http://h/ b"
      })
  void whatCanBeNeitherIsRefused(String text) {
    assertThatThrownBy(() -> MirrorAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aFleetSpreadsOverItsMirrorsAndEachMachineKeepsItsOrder() {
    List<MirrorAddress> mirrors =
        List.of(MirrorAddress.parse("/a"), MirrorAddress.parse("/b"), MirrorAddress.parse("/c"));
    Map<MirrorAddress, Integer> firsts = new HashMap<>();
    for (int machine = 0; machine < 3000; machine++) {
      List<MirrorAddress> order = MirrorAddress.inOrderOf("m" + machine, mirrors);
      assertThat(order).containsExactlyInAnyOrderElementsOf(mirrors);
      assertThat(MirrorAddress.inOrderOf("m" + machine, mirrors.reversed())).isEqualTo(order);
      firsts.merge(order.getFirst(), 1, Integer::sum);
    }
    assertThat(firsts.values()).allMatch(count -> count > 900);
  }
}
