package lockstep.agent.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import lockstep.images.trigger.Probe;
import lockstep.images.trigger.Trigger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProbeRunnerTest {
  @TempDir Path directory;

  @Test
  void itIsTriedAgainUntilItSucceeds() throws Exception {
    ProbeResult result = run("echo x >>tries; [ $(wc -l <tries) = 3 ]", 5);
    assertThat(result.outcome()).isEqualTo(new TriggerOutcome.Succeeded());
    assertThat(result.tries()).isEqualTo(3);
  }

  @Test
  void whenItsTriesAreUsedUpTheLastOneCounts() throws Exception {
    ProbeResult result = run("echo x >>tries; wc -l <tries; exit 4", 2);
    assertThat(result.outcome()).isEqualTo(new TriggerOutcome.Failed(4));
    assertThat(result.tries()).isEqualTo(3);
    assertThat(result.output().strip()).isEqualTo("3");
    assertThat(result.isCriticalFailure()).isTrue();
    assertThat(Files.readAllLines(directory.resolve("tries"))).hasSize(3);
  }

  @Test
  void itReadsNothingAndKnowsItsName() throws Exception {
    ProbeResult result = run("cat; echo $LOCKSTEP_PROBE $LOCKSTEP_ROOT", 0);
    assertThat(result.output()).isEqualTo("test /\n");
  }

  private ProbeResult run(String script, int retries) throws Exception {
    Probe probe =
        new Probe(
            "test",
            List.of("/bin/sh", "-c", "cd " + directory + "; " + script),
            Duration.ofSeconds(60),
            retries,
            Duration.ofMillis(1),
            50,
            Trigger.Importance.CRITICAL);
    return new TriggerRunner(Path.of("/"), InstantSource.system(), () -> {}).probes().run(probe);
  }
}
