package lockstep.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HoldersTest {
  @TempDir Path folder;
  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void tearDown() {
    processes.forEach(Process::destroyForcibly);
  }

  private Process start(ProcessBuilder builder) throws IOException {
    Process process = builder.redirectError(Redirect.DISCARD).start();
    processes.add(process);
    return process;
  }

  @Test
  void writersComeBeforeReadersAndStrangersNotAtAll() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "content");
    Path other = Files.writeString(folder.resolve("other"), "content");
    Process reader =
        start(new ProcessBuilder("cat", "-", "/dev/null").redirectOutput(Redirect.DISCARD));
    Process holder =
        start(
            new ProcessBuilder("sleep", "1000")
                .redirectInput(file.toFile())
                .redirectOutput(Redirect.DISCARD));
    Process writer =
        start(
            new ProcessBuilder("sleep", "1000")
                .redirectInput(file.toFile())
                .redirectOutput(Redirect.appendTo(file.toFile())));

    Holders holders = Holders.of(List.of(InodeId.at(file), InodeId.at(other)));

    assertThat(holders.of(InodeId.at(other))).isEmpty();
    assertThat(holders.of(InodeId.at(file)))
        .extracting(Holder::pid)
        .containsExactly(writer.pid(), holder.pid());
    assertThat(holders.of(InodeId.at(file)).getFirst().toString())
        .startsWith("sleep (pid " + writer.pid())
        .endsWith("has it open for writing");
    assertThat(holders.of(InodeId.at(file)).getLast().toString()).endsWith("has it open");
    assertThat(reader.isAlive()).isTrue();
  }

  @Test
  void aRunningProgramIsMapped() throws IOException {
    Path program = folder.resolve("program");
    Files.copy(Path.of("/bin/sleep").toRealPath(), program);
    assertThat(program.toFile().setExecutable(true)).isTrue();
    Process process = start(new ProcessBuilder(program.toString(), "1000"));

    List<Holder> holders = Holders.of(List.of(InodeId.at(program))).of(InodeId.at(program));

    assertThat(holders).extracting(Holder::way).containsExactly(Holder.Way.MAPS);
    assertThat(holders).extracting(Holder::pid).containsExactly(process.pid());
  }

  @Test
  void theKernelsDeviceNumbersAreThoseOfStat() {
    assertThat(InodeId.ofKernel((8L << 20) | 0x13, 5)).isEqualTo(new InodeId(0x813, 5));
    assertThat(InodeId.ofKernel((259L << 20) | 0x12345, 5)).isEqualTo(new InodeId(0x12310345L, 5));
  }
}
