package lockstep.agent.converge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import lockstep.images.ContentHash;
import lockstep.images.ImageId;
import lockstep.images.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryTest {
  private static final ImageId GREEN = image("green");
  private static final ImageId BLUE = image("blue");

  @TempDir Path state;

  private static ImageId image(String name) {
    return new ImageId(ContentHash.of(name.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void whatIsKeptIsRecalled() throws IOException {
    Decision decision =
        new Decision(
            Optional.of(BLUE),
            "blue",
            "pin",
            "order 3 by anna",
            Optional.of(new Problem("E-WINDOW", "", "it is shut", "wait")));
    Memory.Facts facts =
        new Memory.Facts(
            Optional.empty(),
            "green",
            Optional.of(GREEN),
            new Memory.Seen(7, 3, List.of(GREEN, BLUE)),
            List.of(new Hold(BLUE, 6, 2, "E-PROBE: no"), new Hold(GREEN, 7, 0, "")),
            "deferred",
            12,
            1_780_000_000,
            1_770_000_000,
            Optional.of(decision));
    Memory memory = new Memory(state);
    memory.keep(facts);
    assertThat(new Memory(state).recall()).isEqualTo(facts);
  }

  @Test
  void aHoldNamesTheOrderThatStoodAndWhereTheRootWasBroughtToOutlivesDrift() throws IOException {
    Memory memory = new Memory(state);
    assertThat(memory.see(new Memory.Seen(7, 3, List.of(BLUE, GREEN)))).isEqualTo(memory.recall());
    memory.hold(BLUE);
    memory.brought(GREEN);
    Memory.Facts facts = memory.see(new Memory.Seen(6, 0, List.of(GREEN)));
    assertThat(facts.seen()).isEqualTo(new Memory.Seen(7, 0, List.of(BLUE, GREEN)));
    assertThat(facts.holds()).containsExactly(new Hold(BLUE, 7, 3, ""));
    assertThat(facts.base()).contains(GREEN);
    assertThat(facts.image()).isEmpty();
  }

  @Test
  void eachImageIsHeldByItselfUntilTheNextRelease() throws IOException {
    Memory memory = new Memory(state);
    memory.see(new Memory.Seen(7, 0, List.of(BLUE, GREEN)));
    memory.hold(BLUE);
    memory.hold(GREEN);
    memory.hold(BLUE);
    assertThat(memory.recall().standingHolds())
        .extracting(Hold::image)
        .containsExactlyInAnyOrder(BLUE, GREEN);

    memory.see(new Memory.Seen(8, 0, List.of(GREEN, BLUE)));
    assertThat(memory.recall().standingHolds()).isEmpty();
    memory.hold(GREEN);
    assertThat(memory.recall().holds()).containsExactly(new Hold(GREEN, 8, 0, ""));
  }

  @Test
  void aDamagedFileIsNoMemory() throws IOException {
    Files.writeString(state.resolve("status.json"), "{\"image\":\"green\"}");
    assertThat(new Memory(state).recall()).isEqualTo(Memory.Facts.NONE);
  }
}
