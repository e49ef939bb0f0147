package lockstep.agent.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import lockstep.agent.fetch.RangeReader;
import lockstep.agent.limit.Limits;
import lockstep.agent.plan.Planner;
import lockstep.images.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupStagingTest {
  @TempDir Path directory;

  private static byte[] random(int seed, int bytes) {
    byte[] made = new byte[bytes];
    new Random(seed).nextBytes(made);
    return made;
  }

  /// Compresses to somewhat more than half.
  private static byte[] digits(int seed, int bytes) {
    return HexFormat.of().formatHex(random(seed, bytes / 2)).getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] changed(byte[] content, int at, String by) {
    byte[] copy = content.clone();
    byte[] bytes = by.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, copy, at, bytes.length);
    return copy;
  }

  private static byte[] gzip(byte[] text) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(text);
    }
    return out.toByteArray();
  }

  private StagingRig rig() throws IOException {
    return new StagingRig(directory);
  }

  @Test
  void aGroupThatIsNeededWholeIsTakenWithoutAskingPacks() throws IOException {
    byte[] old = digits(1, 300_000);
    HandMadeImage image =
        HandMadeImage.of(Map.of("a", changed(old, 1000, "new"), "b", changed(old, 5, "other")));
    String delta = image.delta(MadeGroup.of(image).after(old).file("a").file("b").made());

    StagingRig rig = rig().file("a", old).file("b", changed(old, 7, "x")).scanned();
    rig.converge(image);

    assertThat(rig.fetched.keySet()).containsExactly(delta);
    assertThat(rig.fetched.get(delta)).isLessThan(1000);
    assertThat(image.packIndexReads()).isZero();
    assertThat(rig.problems).isEmpty();
  }

  @Test
  void whereTheProcessorIsSparedChunksAreFetchedAndNoGroup() throws IOException {
    byte[] old = digits(1, 300_000);
    HandMadeImage image = HandMadeImage.of(Map.of("a", changed(old, 1000, "new")));
    String delta = image.delta(MadeGroup.of(image).after(old).file("a").made());

    StagingRig rig = rig().file("a", old).scanned().sparing(Limits.Spare.CPU);
    rig.converge(image);

    assertThat(rig.fetched).isNotEmpty().doesNotContainKey(delta);
    assertThat(rig.problems).isEmpty();
  }

  @Test
  void aGroupOfWhichMostIsHereAlreadyIsLeftForChunks() throws IOException {
    byte[] present = random(1, 200_000);
    HandMadeImage image = HandMadeImage.of(Map.of("a", present, "b", digits(2, 10_000)));
    String delta = image.delta(MadeGroup.of(image).file("a").file("b").made());

    StagingRig rig = rig().file("a", present).scanned();
    rig.converge(image);

    assertThat(rig.fetched).hasSize(1).doesNotContainKey(delta);
  }

  @Test
  void aGroupThatCostsMoreThanTheChunksIsLeft() throws IOException {
    byte[] present = random(1, 100_000);
    byte[] text =
        "so much text compresses well ".repeat(15_000).getBytes(StandardCharsets.US_ASCII);
    HandMadeImage image = HandMadeImage.of(Map.of("a", present, "b", text));
    String delta = image.delta(MadeGroup.of(image).file("a").file("b").made());

    StagingRig rig = rig().file("a", present).scanned();
    rig.converge(image);

    assertThat(rig.fetched).hasSize(1).doesNotContainKey(delta);
    assertThat(image.packIndexReads()).isPositive();
  }

  @Test
  void aGroupThatCostsLessThanTheChunksIsTakenEvenIfSomeOfItIsHere() throws IOException {
    byte[] old = digits(3, 240_000);
    byte[] present = random(1, 100_000);
    byte[] grown = Arrays.copyOf(old, 400_000);
    System.arraycopy(digits(4, 160_000), 0, grown, 240_000, 160_000);
    HandMadeImage image = HandMadeImage.of(Map.of("a", present, "b", grown));
    String delta = image.delta(MadeGroup.of(image).after(old).file("a").file("b").made());

    // Cut so that no chunk of the old file can be used.
    StagingRig rig = rig().file("a", present).file("c", old).scanned();
    rig.converge(image);

    assertThat(rig.fetched.keySet()).containsExactly(delta);
    assertThat(image.packIndexReads()).isPositive();
  }

  @Test
  void aGroupWhoseBaseIsNotHereIsLeftForChunks() throws IOException {
    byte[] old = digits(1, 100_000);
    HandMadeImage image = HandMadeImage.of(Map.of("a", changed(old, 1000, "new")));
    String delta = image.delta(MadeGroup.of(image).after(old).file("a").made());

    StagingRig rig = rig().file("a", changed(old, 50_000, "drift")).scanned();
    rig.converge(image);

    assertThat(rig.fetched).hasSize(1).doesNotContainKey(delta);
    assertThat(rig.problems).isEmpty();
  }

  /// Five files whose every chunk differs from the image before.
  private static HandMadeImage upgraded(HandMadeImage before) throws IOException {
    Map<String, byte[]> files = new HashMap<>();
    for (String name : List.of("a", "b", "c", "d", "e")) {
      byte[] content = before.content(name).clone();
      for (int at = 0; at < content.length; at += 10_000) {
        content[at] = '!';
      }
      files.put(name, content);
    }
    return HandMadeImage.of(files);
  }

  private static HandMadeImage before() throws IOException {
    Map<String, byte[]> files = new HashMap<>();
    for (String name : List.of("a", "b", "c", "d", "e")) {
      files.put(name, digits(name.charAt(0), 400_000));
    }
    return HandMadeImage.of(files);
  }

  private static String delta(HandMadeImage before, HandMadeImage image) throws IOException {
    MadeGroup.Recipe recipe = MadeGroup.of(image);
    for (String name : List.of("a", "b", "c", "d", "e")) {
      recipe.after(before.content(name)).file(name);
    }
    return image.delta(recipe.made());
  }

  private StagingRig drifted(HandMadeImage before) throws IOException {
    StagingRig rig = rig();
    for (String name : List.of("a", "b", "d", "e")) {
      rig.file(name, before.content(name));
    }
    return rig.file("c", changed(before.content("c"), 200_000, "drift")).scanned();
  }

  @Test
  void aBaseThatDriftedIsMendedWhereItsGroupIsWorthIt() throws IOException {
    HandMadeImage before = before();
    HandMadeImage image = upgraded(before);
    String delta = delta(before, image);
    image.deltaFrom(before);

    StagingRig rig = drifted(before);
    rig.converge(image);

    assertThat(rig.fetched).hasSize(2).containsKey(delta);
    assertThat(rig.fetched.values()).allMatch(bytes -> bytes < 100_000);
    assertThat(rig.problems).isEmpty();
  }

  @Test
  void aMendedBaseWhosePackIsDamagedIsDoneWithout() throws IOException {
    HandMadeImage before = before();
    HandMadeImage image = upgraded(before);
    String delta = delta(before, image);
    before.objects.forEach((_, pack) -> Arrays.fill(pack, (byte) 1));
    image.deltaFrom(before);

    StagingRig rig = drifted(before);
    rig.converge(image);

    assertThat(rig.problems).extracting(Problem::path).containsExactly(delta);
  }

  @Test
  void aBaseThatDriftedSpoilsItsGroupWhereTheImageBeforeIsNotKnown() throws IOException {
    HandMadeImage before = before();
    HandMadeImage image = upgraded(before);
    String delta = delta(before, image);

    StagingRig rig = drifted(before);
    rig.converge(image);

    assertThat(rig.fetched).hasSize(1).doesNotContainKey(delta);
  }

  @Test
  void aBaseOfAnotherSizeIsFoundAlthoughNobodyHashedIt() throws IOException {
    byte[] old = digits(1, 100_000);
    HandMadeImage image = HandMadeImage.of(Map.of("a", Arrays.copyOf(old, 90_000)));
    String delta = image.delta(MadeGroup.of(image).after(old).file("a").made());

    StagingRig rig = rig().file("a", old).reading(Planner.Reading.ALL_FILES);
    rig.converge(image);

    assertThat(rig.fetched.keySet()).containsExactly(delta);
  }

  @Test
  void aBaseIsFoundUnderAnyName() throws IOException {
    byte[] old = digits(1, 100_000);
    HandMadeImage image = HandMadeImage.of(Map.of("new-1.2", changed(old, 1000, "new")));
    String delta = image.delta(MadeGroup.of(image).after(old).file("new-1.2").made());

    StagingRig rig = rig().file("old-1.1", old);
    rig.converge(image);

    assertThat(rig.fetched.keySet()).containsExactly(delta);
  }

  @Test
  void gzipFilesAreMadeOfTheirText() throws IOException {
    byte[] old = digits(1, 50_000);
    HandMadeImage image = HandMadeImage.of(Map.of("doc.gz", gzip(changed(old, 30_000, "new"))));
    String delta = image.delta(MadeGroup.of(image).afterTextOf(gzip(old)).gzip("doc.gz").made());

    StagingRig rig = rig().file("doc.gz", gzip(old)).scanned();
    rig.converge(image);

    assertThat(rig.fetched.keySet()).containsExactly(delta);
    assertThat(rig.fetched.get(delta)).isLessThan(1000);
  }

  @Test
  void differencesAreMadeAgainstTheirBases() throws IOException {
    byte[] old = random(1, 100_000);
    byte[] other = random(2, 100_000);
    HandMadeImage image =
        HandMadeImage.of(
            Map.of("a", changed(old, 1000, "new"), "b", changed(other, 99_000, "new")));
    String delta =
        image.delta(MadeGroup.of(image).difference(old, "a").difference(other, "b").made());

    StagingRig rig = rig().file("a", old).file("b", other).scanned();
    rig.converge(image);

    assertThat(rig.fetched.keySet()).containsExactly(delta);
  }

  @Test
  void aDifferenceWhoseBaseIsNotHereLeavesTheOthersAlone() throws IOException {
    byte[] old = random(1, 100_000);
    HandMadeImage image =
        HandMadeImage.of(
            Map.of("a", changed(old, 1000, "new"), "b", changed(random(2, 100_000), 5, "x")));
    String delta =
        image.delta(
            MadeGroup.of(image).difference(old, "a").difference(random(2, 100_000), "b").made());

    StagingRig rig = rig().file("a", old).file("b", random(3, 100_000)).scanned();
    rig.converge(image);

    assertThat(rig.fetched).hasSize(2).containsKey(delta);
    assertThat(rig.problems).isEmpty();
  }

  @Test
  void oneContentServesAllEntriesThatHaveIt() throws IOException {
    byte[] content = digits(1, 60_000);
    HandMadeImage image =
        HandMadeImage.of(Map.of("a", content, "b", digits(2, 9000), "c", content, "d", content));
    String delta = image.delta(MadeGroup.of(image).file("a", "c", "d").file("b").made());

    StagingRig rig = rig();
    rig.converge(image);

    assertThat(rig.fetched.keySet()).containsExactly(delta);
  }

  @Test
  void hardLinksOfWhichOnlySomeAreMissingGetTheContent() throws IOException {
    byte[] content = digits(1, 60_000);
    HandMadeImage image =
        new HandMadeImage(Map.of("a", content, "n", content), Map.of("m", "a", "z", "a"));
    String delta = image.delta(MadeGroup.of(image).file("a", "n").made());

    StagingRig rig = rig().file("a", digits(2, 60_000)).file("z", digits(3, 100)).scanned();
    rig.converge(image);

    assertThat(rig.fetched.keySet()).containsExactly(delta);
    assertThat(Files.getAttribute(rig.path("a"), "unix:nlink")).isEqualTo(3);
  }

  @Test
  void aContentThatTwoGroupsMakeIsPaidForOnce() throws IOException {
    byte[] content = digits(1, 60_000);
    HandMadeImage image = HandMadeImage.of(Map.of("a", content, "b", digits(2, 60_000)));
    String delta =
        image.delta(
            MadeGroup.of(image).file("a").made(), MadeGroup.of(image).file("a").file("b").made());

    StagingRig rig = rig();
    rig.converge(image);

    assertThat(rig.fetched).hasSize(2).containsKey(delta);
    assertThat(rig.fetched.get(delta)).isLessThan(50_000);
  }

  @Test
  void whatTheDeltaLeavesComesFromSolidGroups() throws IOException {
    byte[] old = digits(1, 400_000);
    HandMadeImage image =
        HandMadeImage.of(Map.of("a", changed(old, 1000, "new"), "b", digits(2, 4_800_000)));
    String delta = image.delta(MadeGroup.of(image).after(old).file("a").made());
    MadeGroup solid = MadeGroup.of(image).file("b").made();
    image.solid(solid);

    StagingRig rig = rig().file("a", old).scanned();
    rig.converge(image);

    assertThat(rig.fetched.keySet()).containsExactlyInAnyOrder(delta, solid.group().objectPath());
    assertThat(image.packIndexReads()).isZero();
  }

  @Test
  void forLittleNoSolidIndexIsFetched() throws IOException {
    HandMadeImage image = HandMadeImage.of(Map.of("a", digits(1, 4_000_000)));
    image.solid(MadeGroup.of(image).file("a").made());

    rig().converge(image);

    assertThat(image.solidReads()).isZero();
  }

  @Test
  void aDamagedSolidIndexIsReportedAndDoneWithout() throws IOException {
    HandMadeImage image = HandMadeImage.of(Map.of("a", digits(1, 4_500_000)));
    image.solidIndex(random(1, 100));

    StagingRig rig = rig();
    rig.converge(image);

    assertThat(rig.problems).extracting(Problem::code).containsExactly("E-DETOUR");
  }

  @Test
  void anImageWithoutSolidGroupsIsNothingToReport() throws IOException {
    HandMadeImage image = HandMadeImage.of(Map.of("a", digits(1, 4_500_000)));

    StagingRig rig = rig();
    rig.converge(image);

    assertThat(rig.problems).isEmpty();
  }

  @Test
  void aDamagedGroupIsPassedOverForChunks() throws IOException {
    byte[] old = digits(1, 300_000);
    HandMadeImage image =
        HandMadeImage.of(Map.of("a", changed(old, 9, "new"), "b", changed(old, 5, "other")));
    String delta = image.delta(MadeGroup.of(image).after(old).file("a").file("b").made());
    byte[] stored = image.object(delta);
    stored[stored.length / 2] ^= 1;

    StagingRig rig = rig().file("a", old).scanned();
    rig.converge(image);

    assertThat(rig.problems).extracting(Problem::path).containsExactly(delta);
  }

  @Test
  void aGroupThatIsDamagedOnTheWayIsFetchedAgain() throws IOException {
    byte[] old = digits(1, 300_000);
    HandMadeImage image = HandMadeImage.of(Map.of("a", changed(old, 9, "new")));
    String delta = image.delta(MadeGroup.of(image).after(old).file("a").made());
    AtomicInteger requests = new AtomicInteger();
    RangeReader flaky =
        (object, offset, length, sink) -> {
          byte[] part = new byte[(int) length];
          image.part(object, offset, length).get(part);
          part[10] ^= (byte) (requests.getAndIncrement() == 0 ? 1 : 0);
          sink.accept(ByteBuffer.wrap(part));
          assertThat(object).isEqualTo(delta);
        };

    StagingRig rig = rig().file("a", old).scanned();
    rig.stage(image, flaky, true);

    assertThat(Files.readAllBytes(rig.path("a"))).isEqualTo(image.content("a"));
    assertThat(rig.problems).isEmpty();
  }

  @Test
  void aMissingDeltaObjectIsPassedOverForChunks() throws IOException {
    byte[] old = digits(1, 300_000);
    HandMadeImage image = HandMadeImage.of(Map.of("a", changed(old, 9, "new")));
    String delta = image.delta(MadeGroup.of(image).after(old).file("a").made());
    image.objects.remove(delta);

    StagingRig rig = rig().file("a", old).scanned();
    rig.converge(image);

    assertThat(rig.problems).extracting(Problem::path).containsExactly(delta);
  }

  @Test
  void aGroupThatMakesOtherFilesThanTheImageHasIsNotBelieved() throws IOException {
    HandMadeImage image =
        HandMadeImage.of(Map.of("a", digits(1, 2_400_000), "b", digits(2, 2_400_000)));
    MadeGroup lie = MadeGroup.of(image).bytes(digits(3, 2_400_000), "a").file("b").made();
    image.solid(lie);

    StagingRig rig = rig();
    rig.converge(image);

    assertThat(rig.problems).extracting(Problem::path).containsExactly(lie.group().objectPath());
  }

  @Test
  void aBaseThatChangesAfterTheScanIsNoHarm() throws IOException {
    byte[] old = digits(1, 300_000);
    HandMadeImage image = HandMadeImage.of(Map.of("a", changed(old, 9, "new"), "base", old));
    String delta = image.delta(MadeGroup.of(image).after(old).file("a").made());
    StagingRig rig = rig().file("base", old).file("a", digits(2, 10)).scanned();
    RangeReader honest = rig.honest(image);

    rig.stage(
        image,
        (object, offset, length, sink) -> {
          Files.write(rig.path("base"), random(9, 300_000));
          honest.read(object, offset, length, sink);
        },
        false);

    assertThat(rig.problems).extracting(Problem::path).containsExactly(delta);
  }

  @Test
  void whatAnInterruptedRunFetchedIsNotFetchedAgain() throws IOException {
    byte[] old = digits(1, 300_000);
    HandMadeImage image = HandMadeImage.of(Map.of("a", changed(old, 9, "new")));
    String delta = image.delta(MadeGroup.of(image).after(old).file("a").made());
    StagingRig rig = rig().file("a", old).scanned();

    rig.stage(image, rig.honest(image), false);
    Map<String, Long> first = Map.copyOf(rig.fetched);
    rig.converge(image);

    assertThat(first).containsKey(delta);
    assertThat(rig.fetched).isEqualTo(first);
  }

  @Test
  void moreGroupsThanMemoryAllowsAtOnceTakeTurns() throws IOException {
    Map<String, byte[]> files = new HashMap<>();
    byte[] pattern = random(1, 1 << 20);
    for (String name : List.of("a", "b", "c")) {
      byte[] content = new byte[24 << 20];
      for (int i = 0; i < content.length; i++) {
        content[i] = (byte) (pattern[i & (pattern.length - 1)] + name.charAt(0) * (i >> 20));
      }
      files.put(name, content);
    }
    HandMadeImage image = HandMadeImage.of(files);
    image.solid(
        MadeGroup.of(image).file("a").made(),
        MadeGroup.of(image).file("b").made(),
        MadeGroup.of(image).file("c").made());

    StagingRig rig = rig();
    rig.converge(image);

    assertThat(image.packIndexReads()).isZero();
    assertThat(rig.fetched).hasSize(3);
  }
}
