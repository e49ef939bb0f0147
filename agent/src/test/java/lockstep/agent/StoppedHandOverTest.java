package lockstep.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.random.RandomGenerator;
import lockstep.agent.converge.AgentHome;
import lockstep.agent.daemon.Heartbeat;
import lockstep.agent.daemon.Notifier;
import lockstep.agent.daemon.Stop;
import lockstep.agent.successor.OwnProgram;
import lockstep.images.Problem;
import lockstep.images.console.Console;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A commit that brought another agent, in a daemon that was told to stop meanwhile.
class StoppedHandOverTest {
  @TempDir private Path folder;
  private Path launcher;
  private OwnProgram own;
  private final Stop stop = new Stop();

  @BeforeEach
  void aDaemonThatIsToStop() throws IOException {
    launcher = folder.resolve("lockstep-agent");
    replace("exit 0");
    Properties properties = new Properties();
    properties.setProperty("lockstep.launcher", launcher.toString());
    own = OwnProgram.of(properties, List.of("run")).orElseThrow();
    stop.ask();
  }

  private void replace(String script) throws IOException {
    Path next = Files.writeString(folder.resolve("next"), "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.move(next, launcher, StandardCopyOption.REPLACE_EXISTING);
  }

  private Optional<Problem> committed() throws IOException, InterruptedException {
    PrintStream out = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    InstantSource clock = InstantSource.system();
    Surroundings here =
        new Surroundings(
            out, out, clock, RandomGenerator.getDefault(), folder.resolve("agent.toml"));
    try (Notifier notifier = Notifier.of(Map.of())) {
      HandOver handOver =
          new HandOver(
              Optional.of(own),
              new MachineOptions(),
              here,
              AgentHome.open(folder.resolve("state")),
              stop,
              Heartbeat.of(notifier, Map.of()),
              new Console(out, out, Console.Display.LOG, Console.Detail.BRIEF, clock));
      return handOver.committed(List.of());
    }
  }

  @Test
  void theNewAgentIsTriedAllTheSame() throws Exception {
    replace("echo no runtime here; exit 9");

    assertThat(committed().orElseThrow().message()).contains("exit code 9: no runtime here");
  }

  @Test
  void oneThatWorksDoesNotTakeOver() throws Exception {
    replace("echo \"$@\" >>" + folder.resolve("starts"));

    assertThat(committed()).isEmpty();
    assertThat(folder.resolve("starts")).hasContent("run --trial");
  }
}
