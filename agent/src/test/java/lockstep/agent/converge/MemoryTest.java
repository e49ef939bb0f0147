package lockstep.agent.converge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
            7,
            3,
            Optional.of(new Memory.Held(BLUE, 6, 2)),
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
  void aHoldOfAnOlderAgentStillHoldsAndWhatItWasOnIsWhereDriftGoesBackTo() throws IOException {
    Files.writeString(
        state.resolve("status.json"),
        """
        {"image":"%s","label":"green","outcome":"undone","differences":0,"release":7,
         "heldImage":"%s","heldRelease":7,"time":1780000000}
        """
            .formatted(GREEN, BLUE));
    Memory.Facts facts = new Memory(state).recall();
    assertThat(facts.held()).contains(new Memory.Held(BLUE, 7, 0));
    assertThat(facts.base()).contains(GREEN);
    assertThat(facts.decision()).isEmpty();
  }

  @Test
  void aHoldNamesTheOrderThatStoodAndWhereTheRootWasBroughtToOutlivesDrift() throws IOException {
    Memory memory = new Memory(state);
    assertThat(memory.see(7, 3)).isEqualTo(memory.recall());
    memory.hold(BLUE);
    memory.brought(GREEN);
    Memory.Facts facts = memory.see(6, 0);
    assertThat(facts.release()).isEqualTo(7);
    assertThat(facts.order()).isZero();
    assertThat(facts.held()).contains(new Memory.Held(BLUE, 7, 3));
    assertThat(facts.base()).contains(GREEN);
    assertThat(facts.image()).isEmpty();
  }

  @Test
  void aDamagedFileIsNoMemory() throws IOException {
    Files.writeString(state.resolve("status.json"), "{\"image\":\"green\"}");
    assertThat(new Memory(state).recall()).isEqualTo(Memory.Facts.NONE);
  }
}
