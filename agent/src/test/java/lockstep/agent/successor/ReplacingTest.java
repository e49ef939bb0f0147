package lockstep.agent.successor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import lockstep.agent.plan.Live;
import lockstep.agent.plan.ModeAndTime;
import lockstep.agent.plan.Step;
import lockstep.excludes.RelativePath;
import org.junit.jupiter.api.Test;

class ReplacingTest {
  private static final Live LIVE = new Live(7, 8, 9, 0);
  private static final ModeAndTime MODE = new ModeAndTime(0755, 1, 0);

  private static boolean replaced(Step step) {
    Replacing replacing =
        new Replacing(
            List.of(
                RelativePath.of("usr/lib/lockstep-agent/1.0"),
                RelativePath.of("usr/bin/lockstep-agent")));
    replacing.accept(step);
    return replacing.isOne();
  }

  private static Step create(String path) {
    return new Step.Create(RelativePath.of(path), 1, 0, 0);
  }

  private static Step exchange(String path) {
    return new Step.Exchange(RelativePath.of(path), 1, LIVE, 0, 0);
  }

  private static Step delete(String path) {
    return new Step.Delete(RelativePath.of(path), 1, LIVE);
  }

  @Test
  void whatLiesThereOrBelowOrTakesItAllAway() {
    assertThat(replaced(exchange("usr/bin/lockstep-agent"))).isTrue();
    assertThat(replaced(delete("usr/lib/lockstep-agent/1.0/lib/a.jar"))).isTrue();
    assertThat(replaced(create("usr/lib/lockstep-agent/1.0/lib/b.jar"))).isTrue();
    assertThat(replaced(delete("usr/lib"))).isTrue();
    assertThat(replaced(exchange("usr"))).isTrue();
  }

  @Test
  void nothingElse() {
    assertThat(replaced(create("usr/lib/lockstep-agent/2.0/lib/a.jar"))).isFalse();
    assertThat(replaced(exchange("usr/bin/sh"))).isFalse();
    assertThat(replaced(delete("usr/lib/lockstep-agent/1"))).isFalse();
    // A directory above gets another time, or is swapped: what that brings has steps of its own.
    assertThat(replaced(new Step.Adjust(RelativePath.of("usr/lib"), LIVE, MODE, MODE))).isFalse();
    assertThat(replaced(new Step.Swap(RelativePath.of("usr"), 1, LIVE, 0))).isFalse();
  }
}
