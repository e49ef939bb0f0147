package lockstep.agent.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrderFileTest {
  private static final Order FORCE =
      new Order(3, "ab", Order.Kind.FORCE, 7, 0, "anna", "checkout fails, \"now\"", 1_780_000_000);
  private static final Order PIN = new Order(4, "cd", Order.Kind.PIN, 7, -1, "", "", 0);

  @TempDir Path state;

  @Test
  void theLastOneIsKeptAndWhatIsNewIsNews() throws IOException {
    OrderFile file = new OrderFile(state);
    assertThat(file.read()).isEmpty();
    assertThat(file.keep(Optional.empty())).isFalse();
    assertThat(file.keep(Optional.of(FORCE))).isTrue();
    assertThat(new OrderFile(state).read()).contains(FORCE);
    assertThat(file.keep(Optional.of(FORCE))).isFalse();
    assertThat(file.keep(Optional.of(PIN))).isTrue();
    assertThat(file.read()).contains(PIN);
    assertThat(file.keep(Optional.empty())).isTrue();
    assertThat(file.read()).isEmpty();
    assertThat(file.keep(Optional.empty())).isFalse();
  }

  @Test
  void aDamagedFileIsNoOrderUntilTheNextAnswer() throws IOException {
    OrderFile file = new OrderFile(state);
    var _ = file.keep(Optional.of(FORCE));
    String whole = Files.readString(state.resolve("order.json"));
    for (String damaged : new String[] {"", "{}", "null", whole.substring(0, whole.length() / 2)}) {
      Files.writeString(state.resolve("order.json"), damaged);
      assertThat(file.read()).isEmpty();
    }
    assertThat(file.keep(Optional.of(FORCE))).isTrue();
    assertThat(file.read()).contains(FORCE);
  }
}
