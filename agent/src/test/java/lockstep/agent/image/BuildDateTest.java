package lockstep.agent.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class BuildDateTest {
  @Test
  void itIsTheDateOfTheBuild() throws IOException {
    assertThat(Files.readString(Path.of("../pom.xml")))
        .contains("<project.build.outputTimestamp>" + BuildDate.VALUE + "</");
  }

  @Test
  void noClockIsBeforeIt() throws IOException {
    assertThatThrownBy(() -> BuildDate.check(BuildDate.VALUE.minusNanos(1)))
        .hasMessageContaining("E-CLOCK");

    BuildDate.check(BuildDate.VALUE);
  }
}
