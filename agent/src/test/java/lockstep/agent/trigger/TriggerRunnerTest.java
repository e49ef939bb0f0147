package lockstep.agent.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lockstep.excludes.Bytes;
import lockstep.excludes.MalformedPatternException;
import lockstep.excludes.PathPattern;
import lockstep.images.trigger.ChangeEvent;
import lockstep.images.trigger.Trigger;
import lockstep.images.trigger.Trigger.Importance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TriggerRunnerTest {
  private static final Path HOST = Path.of("/");

  @TempDir Path directory;

  @Test
  void theCommandGetsTheChangedPathsAndACleanEnvironment() throws Exception {
    TriggerResult result = run(HOST, shell("tr '\\0' ' '; pwd; env | sort | grep -v '^_='"));
    assertThat(result.outcome()).isEqualTo(new TriggerOutcome.Succeeded());
    assertThat(result.output().lines())
        .containsExactly(
            "/etc/a /etc/b c /",
            "HOME=/root",
            "LC_ALL=C",
            "LOCKSTEP_CHANGES=2",
            "LOCKSTEP_ROOT=/",
            "LOCKSTEP_TRIGGER=test",
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "PWD=/");
  }

  @Test
  void anArgumentIsNeverReadByAShell() throws Exception {
    TriggerResult result = run(HOST, command("/bin/echo", "$HOME; `id` *"));
    assertThat(result.output()).isEqualTo("$HOME; `id` *\n");
  }

  @Test
  void aFailureTellsItsExitCodeAndWhatWasSaid() throws Exception {
    TriggerResult result = run(HOST, shell("echo oops >&2; exit 3"));
    assertThat(result.outcome()).isEqualTo(new TriggerOutcome.Failed(3));
    assertThat(result.output()).isEqualTo("oops\n");
  }

  @Test
  void aProgramThatIsNotThereCouldNotStart() throws Exception {
    TriggerResult result = run(HOST, command("/nonexistent/program"));
    assertThat(result.outcome()).isInstanceOf(TriggerOutcome.CouldNotStart.class);
    assertThat(result.outcome().toString()).contains("/nonexistent/program");
  }

  @Test
  void aTimeoutKillsWhatTheCommandHasStartedToo() throws Exception {
    Trigger slow =
        trigger(List.of("/bin/sh", "-c", "sleep 1000 & echo $!; wait"), Importance.ORDINARY);
    TriggerResult result = run(HOST, slow);
    assertThat(result.outcome()).isInstanceOf(TriggerOutcome.TimedOut.class);
    Optional<ProcessHandle> started = ProcessHandle.of(Long.parseLong(result.output().strip()));
    if (started.isPresent()) {
      // Killed, but whoever inherited it may not have taken notice yet.
      assertThat(started.get().onExit()).succeedsWithin(Duration.ofSeconds(30));
    }
  }

  @Test
  void aDaemonThatKeepsTheOutputOpenIsNotWaitedFor() throws Exception {
    TriggerResult result = run(HOST, shell("sleep 1000 & echo $!"));
    assertThat(result.outcome()).isEqualTo(new TriggerOutcome.Succeeded());
    ProcessHandle.of(Long.parseLong(result.output().strip())).ifPresent(ProcessHandle::destroy);
  }

  @Test
  void onlyTheEndOfLongOutputIsKept() throws Exception {
    TriggerResult result = run(HOST, shell("head -c 1000000 /dev/zero | tr '\\0' x; echo the end"));
    assertThat(result.output()).hasSize(OutputTail.KEPT_BYTES).endsWith("xthe end\n");
  }

  @Test
  void afterACriticalFailureTheOthersAreSkipped() throws Exception {
    Trigger fatal = trigger(List.of("/bin/false"), Importance.CRITICAL);
    List<TriggerResult> results =
        runner(HOST).run(List.of(firing(shell("false")), firing(fatal), firing(shell("true"))));
    assertThat(results)
        .extracting(result -> result.outcome().toString())
        .containsExactly(
            "failed with exit code 1",
            "failed with exit code 1",
            "skipped: critical trigger test failed");
    assertThat(results)
        .extracting(TriggerResult::isCriticalFailure)
        .containsExactly(false, true, false);
  }

  @Test
  void forAnotherRootTheCommandRunsInsideIt() throws Exception {
    Path root = rootWithAShell();
    TriggerResult result =
        run(root, shell("echo inside > /mark; echo $LOCKSTEP_ROOT $SYSTEMD_OFFLINE; pwd"));
    assertThat(result.outcome()).isEqualTo(new TriggerOutcome.Succeeded());
    assertThat(root.resolve("mark")).hasContent("inside");
    assertThat(result.output()).isEqualTo(root.toRealPath() + " 1\n/\n");
  }

  @Test
  void aProgramThatOnlyTheHostHasIsNotRunForAnotherRoot() throws Exception {
    TriggerResult result = run(Files.createDirectory(directory.resolve("empty")), shell("exit 0"));
    assertThat(result.outcome()).isInstanceOf(TriggerOutcome.CouldNotStart.class);
  }

  @Test
  void whatIsNeverAutomaticIsOnlyTold() throws Exception {
    Path mark = directory.resolve("mark");
    Trigger never =
        trigger(
            Trigger.Action.NEVER,
            List.of("/bin/touch", mark.toString()),
            Importance.CRITICAL,
            Duration.ofSeconds(60));
    TriggerResult result = run(HOST, never);
    assertThat(result.outcome()).hasToString("left to you: /bin/touch " + mark);
    assertThat(result.isCriticalFailure()).isFalse();
    assertThat(mark).doesNotExist();
  }

  @Test
  void noUnitOfAnotherRootIsTouched() throws Exception {
    Trigger restart =
        trigger(
            Trigger.Action.RESTART,
            List.of("/bin/false"),
            Importance.CRITICAL,
            Duration.ofSeconds(60));
    TriggerResult result = run(rootWithAShell(), restart);
    assertThat(result.outcome()).hasToString("skipped: this root is not the running system");
  }

  /// A shell and the libraries it needs, from this machine.
  private Path rootWithAShell() throws IOException, InterruptedException {
    Path root = Files.createDirectory(directory.resolve("root"));
    Process ldd = new ProcessBuilder("ldd", "/bin/sh").start();
    String libraries = new String(ldd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    ldd.waitFor();
    Matcher library = Pattern.compile("(/[^ ]+) \\(").matcher(libraries);
    copy(Path.of("/bin/sh"), root);
    while (library.find()) {
      copy(Path.of(library.group(1)), root);
    }
    return root;
  }

  private static void copy(Path file, Path root) throws IOException {
    Path copy = root.resolve(HOST.relativize(file));
    Files.createDirectories(copy.getParent());
    Files.copy(file.toRealPath(), copy, StandardCopyOption.COPY_ATTRIBUTES);
  }

  private TriggerResult run(Path root, Trigger trigger) throws Exception {
    return runner(root).run(List.of(firing(trigger))).getFirst();
  }

  private static TriggerRunner runner(Path root) throws IOException {
    return new TriggerRunner(root, InstantSource.system(), () -> {});
  }

  private Firing firing(Trigger trigger) throws IOException {
    Path changes = Files.writeString(directory.resolve("changes"), "/etc/a\0/etc/b c\0");
    return new Firing(trigger, changes, 2);
  }

  private static Trigger shell(String script) throws MalformedPatternException {
    return command("/bin/sh", "-c", script);
  }

  private static Trigger command(String... command) throws MalformedPatternException {
    return trigger(List.of(command), Importance.ORDINARY, Duration.ofSeconds(60));
  }

  private static Trigger trigger(List<String> command, Importance importance)
      throws MalformedPatternException {
    return trigger(command, importance, Duration.ofMillis(500));
  }

  private static Trigger trigger(List<String> command, Importance importance, Duration timeout)
      throws MalformedPatternException {
    return trigger(Trigger.Action.RUN, command, importance, timeout);
  }

  private static Trigger trigger(
      Trigger.Action action, List<String> command, Importance importance, Duration timeout)
      throws MalformedPatternException {
    return new Trigger(
        "test",
        List.of(PathPattern.parse(Bytes.of("/etc/"))),
        EnumSet.allOf(ChangeEvent.class),
        action,
        command,
        timeout,
        50,
        importance,
        List.of(),
        List.of());
  }
}
