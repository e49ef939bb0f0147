package lockstep.server.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
  @TempDir Path data;
  private AuditFixture fixture;

  @BeforeEach
  void open() {
    fixture = new AuditFixture(data);
  }

  @Test
  void anEntrySaysWhoDidWhatToWhatAndFollowsTheOneBefore() throws IOException {
    fixture.record(2);

    assertThat(fixture.entries().get(1))
        .isEqualTo(
            new AuditEntry(
                2,
                AuditFixture.NOON,
                "operator:anna",
                "192.0.2.7",
                "machine.pin",
                "web-1",
                "to monday",
                fixture.hash(1)));
    assertThat(fixture.entries().get(0).previous()).hasToString("0".repeat(64));
  }

  @Test
  void allFilesAreClosedToOthers() throws IOException {
    fixture.record(1);

    for (Path file : List.of(fixture.files.log(), fixture.files.head(), fixture.files.lock())) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void hostileTextIsOneBoundedInertLine() throws IOException {
    fixture.log.record(
        new Actor(Actor.Kind.MACHINE, "a\nb\u202e", "x".repeat(900)),
        "machine.report",
        "\033[2J\0" + "\"\\".repeat(500) + "\ud83d",
        "\ud83d\ude00".repeat(5000));

    assertThat(fixture.lines()).hasSize(1);
    assertThat(fixture.lines().getFirst().getBytes(StandardCharsets.UTF_8))
        .hasSizeLessThan(AuditEntry.MAX_LINE_BYTES);
    assertThat(fixture.verify()).isInstanceOf(Verification.Whole.class);
    AuditEntry entry = fixture.entries().getFirst();
    assertThat(entry.who()).isEqualTo("machine:a\\x0ab\\u202e");
    assertThat(entry.source()).hasSizeLessThan(200).endsWith("x…");
    assertThat(entry.object()).startsWith("\\x1b[2J\\x00\"\\").endsWith("…");
    assertThat(entry.detail()).startsWith("\ud83d\ude00").endsWith("\ud83d\ude00…");
  }

  @Test
  void theLongestTextsStillMakeALineThatIsRead() throws IOException {
    String widest = "\uffee".repeat(5000);
    fixture.log.record(
        new Actor(Actor.Kind.OPERATOR, widest, widest), "a" + "b".repeat(63), widest, widest);
    fixture.record(1);

    assertThat(fixture.verify()).isInstanceOf(Verification.Whole.class);
    assertThat(fixture.entries()).hasSize(2);
  }

  @Test
  void anActHasANameOfOurs() {
    for (String act : List.of("", "Add", "a b", "a\n", "-", "a".repeat(65))) {
      assertThatThrownBy(() -> fixture.log.record(AuditFixture.ANNA, act, "", ""))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aLineThatACrashCutShortIsSetAsideAndAnEntrySaysSo() throws IOException {
    fixture.record(3);
    byte[] torn = "{\"act\":\"machine.pin\",\"det".getBytes(StandardCharsets.UTF_8);
    Files.write(fixture.files.log(), torn, StandardOpenOption.APPEND);
    assertThat(fixture.verify())
        .isEqualTo(new Verification.Whole(new Tip(3, fixture.hash(3)), torn.length));

    fixture.record(1);

    assertThat(fixture.verify()).isInstanceOf(Verification.Whole.class);
    assertThat(fixture.entries()).hasSize(5);
    AuditEntry mend = fixture.entries().get(3);
    assertThat(mend.act()).isEqualTo(AuditLog.MEND);
    assertThat(mend.who()).isEqualTo("server");
    assertThat(mend.object()).isEqualTo("audit.torn-4");
    assertThat(mend.detail()).contains(torn.length + " bytes");
    assertThat(data.resolve("audit.torn-4")).hasBinaryContent(torn);
  }

  @Test
  void aFirstLineThatACrashCutShortIsSetAsideToo() throws IOException {
    Files.writeString(fixture.files.log(), "{\"act");

    fixture.record(1);

    assertThat(fixture.entries())
        .extracting(AuditEntry::act)
        .containsExactly("audit.mend", "machine.pin");
    assertThat(fixture.verify()).isInstanceOf(Verification.Whole.class);
  }

  @Test
  void whereverTheMendIsInterruptedTheNextOneEndsItAndOneEntrySaysSo() throws IOException {
    fixture.record(3);
    List<String> before = fixture.lines();
    Files.writeString(fixture.files.log(), "{\"torn", StandardOpenOption.APPEND);
    fixture.record(0);
    fixture.log.record(AuditFixture.ANNA, "machine.pin", "web-3", "");
    String mend = fixture.lines().get(3);

    // set aside, not yet cut off; cut off; the entry about it cut short itself; written, but not
    // the head
    for (String after : List.of("{\"torn", "", mend.substring(0, 40), mend)) {
      fixture.write(before);
      new Tip(3, fixture.hash(3)).write(fixture.files.head());
      Files.writeString(fixture.files.log(), after, StandardOpenOption.APPEND);

      fixture.log.record(AuditFixture.ANNA, "machine.pin", "web-3", "");

      assertThat(fixture.verify()).describedAs(after).isInstanceOf(Verification.Whole.class);
      assertThat(fixture.entries())
          .describedAs(after)
          .extracting(AuditEntry::act)
          .containsExactly(
              "machine.pin", "machine.pin", "machine.pin", "audit.mend", "machine.pin");
      assertThat(data.resolve("audit.torn-4")).hasContent("{\"torn");
    }
  }

  @Test
  void aHeadThatACrashLeftOneBehindIsPutRight() throws IOException {
    fixture.record(4);
    new Tip(3, fixture.hash(3)).write(fixture.files.head());

    fixture.record(1);

    assertThat(fixture.verify()).isEqualTo(new Verification.Whole(new Tip(5, fixture.hash(5)), 0));
  }

  @Test
  void aHeadThatCannotBeReplacedAgainAndAgainIsNeverTwoBehind() throws IOException {
    fixture.record(2);
    Path blocker = data.resolve(".audit.head.tmp"); // where the new head would be written
    Files.createDirectories(blocker.resolve("occupied"));
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> fixture.record(1))
          .hasMessageContaining("E-AUDIT")
          .hasMessageContaining("no entry can be written");
      assertThat(fixture.verify()).isInstanceOf(Verification.Whole.class);
    }
    Files.delete(blocker.resolve("occupied"));

    fixture.record(1);

    assertThat(fixture.verify()).isEqualTo(new Verification.Whole(new Tip(4, fixture.hash(4)), 0));
  }

  @Test
  void aLogThatWasCutOrSpoiledAtItsEndTakesNoEntry() throws IOException {
    fixture.record(4);
    List<String> good = fixture.lines();

    fixture.write(good.subList(0, 3));
    assertRefused();
    fixture.write(List.of());
    assertRefused();
    Files.delete(fixture.files.log());
    assertRefused();
    fixture.write(List.of("x".repeat(100_000)));
    assertRefused();
    fixture.write(List.of(good.get(0), good.get(1), good.get(2), "{}\n"));
    assertRefused();
    fixture.write(good);
    Files.writeString(fixture.files.head(), "?");
    assertRefused();
    Files.delete(fixture.files.head());
    assertRefused();

    new Tip(4, fixture.hash(4)).write(fixture.files.head());
    fixture.record(1);
    assertThat(fixture.verify()).isInstanceOf(Verification.Whole.class);
  }

  private void assertRefused() throws IOException {
    byte[] before =
        Files.exists(fixture.files.log()) ? Files.readAllBytes(fixture.files.log()) : new byte[0];
    assertThatThrownBy(() -> fixture.record(1)).hasMessageContaining("E-AUDIT");
    assertThat(Files.readAllBytes(fixture.files.log())).isEqualTo(before);
  }

  @Test
  void aSymlinkInItsPlaceIsNotFollowed() throws IOException {
    Path elsewhere = Files.writeString(data.resolve("elsewhere"), "");
    Files.createSymbolicLink(fixture.files.log(), elsewhere);

    assertThatThrownBy(() -> fixture.record(1)).isInstanceOf(IOException.class);
    assertThat(elsewhere).isEmptyFile();
  }

  @Test
  void whatKeepsAnEntryFromBeingWrittenIsToldWithTheLog() throws IOException {
    Files.createDirectory(fixture.files.log());

    assertThatThrownBy(() -> fixture.record(1))
        .hasMessageContaining("E-AUDIT")
        .hasMessageContaining("audit.jsonl")
        .hasMessageContaining("no entry can be written");
  }

  @Test
  void manyThreadsMakeOneChain() throws Exception {
    List<Future<AuditFixture>> done = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 8; i++) {
        done.add(threads.submit(() -> new AuditFixture(data).record(10)));
      }
    }
    for (Future<AuditFixture> one : done) {
      one.get();
    }

    assertThat(fixture.entries()).hasSize(80);
    assertThat(fixture.verify()).isInstanceOf(Verification.Whole.class);
  }

  @Test
  void twoProcessesAtOnceMakeOneChain() throws Exception {
    try (AuditProcess one = AuditProcess.start(data, 40);
        AuditProcess other = AuditProcess.start(data, 40)) {
      one.go();
      other.go();
      fixture.record(40);
      one.await();
      other.await();
    }

    assertThat(fixture.entries())
        .extracting(AuditEntry::number)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 120).boxed().toList());
    assertThat(fixture.verify()).isInstanceOf(Verification.Whole.class);
  }

  @Test
  void aProcessThatIsKilledLeavesALogThatGoesOn() throws Exception {
    for (int round = 0; round < 3; round++) {
      try (AuditProcess process = AuditProcess.start(data, 100_000)) {
        process.go();
        process.awaitEntry();
      }
      fixture.record(1);
      assertThat(fixture.verify()).isInstanceOf(Verification.Whole.class);
    }
  }

  @Test
  void whoeverIsAtTheMachineIsNamedAsItsUserAlsoBehindSudo() {
    assertThat(Actor.local("anna", Map.of())).hasToString("local:anna");
    assertThat(Actor.local("root", Map.of("SUDO_USER", "anna"))).hasToString("local:anna");
    assertThat(Actor.local("ben", Map.of("SUDO_USER", "anna"))).hasToString("local:ben");
    assertThat(new Actor(Actor.Kind.OPERATOR, "server", "x")).hasToString("operator:server");
    assertThat(Actor.server()).hasToString("server");
  }
}
