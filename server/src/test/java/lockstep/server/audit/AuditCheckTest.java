package lockstep.server.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import lockstep.images.ContentHash;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditCheckTest {
  private static final int LINES = 6;

  @TempDir Path data;
  private AuditFixture fixture;

  @BeforeEach
  void record() throws IOException {
    fixture = new AuditFixture(data).record(LINES);
  }

  @Test
  void aLogThatNobodyTouchedIsWholeAndItsNewestHashIsNamed() throws IOException {
    assertThat(fixture.verify())
        .isEqualTo(new Verification.Whole(new Tip(LINES, fixture.hash(LINES)), 0));
  }

  @Test
  void aChangedLineIsFoundByItsNumberWhereverItIs() throws IOException {
    List<String> good = fixture.lines();
    for (int line = 1; line <= LINES; line++) {
      List<String> lines = new ArrayList<>(good);
      lines.set(line - 1, lines.get(line - 1).replace("monday", "sunday"));
      fixture.write(lines);
      assertBroken(line, "it was changed");
    }
    fixture.write(good);
    assertThat(fixture.verify()).isInstanceOf(Verification.Whole.class);
  }

  @Test
  void everyFlippedBitOfALineIsFound() throws IOException {
    List<String> good = fixture.lines();
    byte[] third = good.get(2).getBytes(StandardCharsets.UTF_8);
    for (int at = 0; at < third.length; at++) {
      byte[] flipped = third.clone();
      flipped[at] ^= 1;
      List<String> lines = new ArrayList<>(good);
      lines.set(2, new String(flipped, StandardCharsets.UTF_8));
      fixture.write(lines);
      assertThat(fixture.verify())
          .describedAs("byte %d", at)
          .isInstanceOfSatisfying(
              Verification.Broken.class, it -> assertThat(it.line()).isBetween(2L, 3L));
    }
  }

  @Test
  void aRemovedLineIsFoundByItsNumberWhereverItWas() throws IOException {
    List<String> good = fixture.lines();
    for (int line = 1; line < LINES; line++) {
      List<String> lines = new ArrayList<>(good);
      lines.remove(line - 1);
      fixture.write(lines);
      assertBroken(line, "lines were removed or moved");
    }
  }

  @Test
  void anInsertedLineIsFoundByItsNumber() throws IOException {
    List<String> good = fixture.lines();
    AuditEntry third = AuditEntry.parse(good.get(2).getBytes(StandardCharsets.UTF_8));
    AuditEntry forged =
        AuditEntry.of(
            new Tip(2, third.previous()), AuditFixture.NOON, Actor.server(), "x.y", "o", "d");
    List<String> lines = new ArrayList<>(good);
    lines.add(2, new String(forged.line(), StandardCharsets.UTF_8));
    fixture.write(lines);
    assertBroken(3, "it was inserted");

    lines = new ArrayList<>(good);
    lines.add(3, good.get(0));
    fixture.write(lines);
    assertBroken(4, "number 1 stands here");

    lines = new ArrayList<>(good);
    lines.add(3, "not an entry\n");
    fixture.write(lines);
    assertBroken(4, "it is no entry");
  }

  @Test
  void linesThatChangedPlacesAreFound() throws IOException {
    List<String> lines = fixture.lines();
    Collections.swap(lines, 2, 3);
    fixture.write(lines);
    assertBroken(3, "number 4 stands here");
  }

  @Test
  void aLineThatSaysAnotherNumberIsFound() throws IOException {
    edit(4, line -> line.replace("\"number\":4", "\"number\":9"));
    assertBroken(4, "it says number 9");
  }

  @Test
  void aLineThatSaysToFollowAnotherIsFoundOrItsNeighbour() throws IOException {
    String previous = fixture.hash(3).toString();
    edit(4, line -> line.replace(previous, "0".repeat(64)));
    assertBroken(3, "or the line behind it");
  }

  @Test
  void aLogThatWasCutIsFoundByTheHead() throws IOException {
    fixture.write(fixture.lines().subList(0, LINES - 2));
    assertBroken(LINES - 1, "lines 5 to 6 were removed from the end");

    fixture.write(List.of());
    assertBroken(1, "lines 1 to 6 were removed");
  }

  @Test
  void aHeadOneLineBehindIsWhatACrashLeavesAndTwoIsNot() throws IOException {
    new Tip(LINES - 1, fixture.hash(LINES - 1)).write(fixture.files.head());
    assertThat(fixture.verify()).isInstanceOf(Verification.Whole.class);

    new Tip(LINES - 2, fixture.hash(LINES - 2)).write(fixture.files.head());
    assertBroken(LINES + 1, "written anew or added to");
  }

  @Test
  void aLogWithoutItsHeadOrWithADamagedOneIsNotBelieved() throws IOException {
    Files.delete(fixture.files.head());
    assertBroken(LINES + 1, "there is no audit.head");

    Files.writeString(fixture.files.head(), "{\"number\":6,\"hash\":\"cafe\"}");
    assertBroken(LINES + 1, "audit.head is damaged");
    Files.writeString(fixture.files.head(), "x".repeat(5000));
    assertBroken(LINES + 1, "audit.head is damaged");
  }

  @Test
  void aWholeNewHistoryIsFoundByTheHashThatWasNotedElsewhere() throws IOException {
    ContentHash noted = fixture.hash(4);
    assertThat(fixture.verify(noted)).isInstanceOf(Verification.Whole.class);

    Files.delete(fixture.files.log());
    Files.delete(fixture.files.head());
    fixture.record(LINES);
    assertThat(fixture.verify())
        .describedAs("the same acts at the same times make the same log")
        .isInstanceOf(Verification.Whole.class);
    assertThat(fixture.verify(noted)).isInstanceOf(Verification.Whole.class);

    Files.delete(fixture.files.log());
    Files.delete(fixture.files.head());
    fixture.log.record(AuditFixture.ANNA, "machine.pin", "web-0", "to sunday");
    fixture.record(LINES);
    assertThat(fixture.verify()).isInstanceOf(Verification.Whole.class);
    assertThat(fixture.verify(noted))
        .isInstanceOfSatisfying(
            Verification.Broken.class, it -> assertThat(it.what()).contains("written anew"));
  }

  @Test
  void aLineLongerThanAnyEntryTakesNoMemory() throws IOException {
    List<String> lines = new ArrayList<>(fixture.lines());
    lines.add(2, "{\"detail\":\"" + "x".repeat(3 << 20) + "\"}\n");
    fixture.write(lines);
    assertBroken(3, "longer than any entry");
  }

  @Test
  void whereThereIsNoLogItIsTold() {
    assertThatThrownBy(() -> AuditCheck.of(data.resolve("nowhere"), Optional.empty()))
        .hasMessageContaining("E-NO-AUDIT");
  }

  private void edit(int line, UnaryOperator<String> edit) throws IOException {
    List<String> lines = fixture.lines();
    lines.set(line - 1, edit.apply(lines.get(line - 1)));
    fixture.write(lines);
  }

  private void assertBroken(long line, String what) throws IOException {
    assertThat(fixture.verify())
        .isInstanceOfSatisfying(
            Verification.Broken.class,
            it -> {
              assertThat(it.line()).isEqualTo(line);
              assertThat(it.what()).contains(what);
              assertThat(it.next()).contains("backup");
            });
  }
}
