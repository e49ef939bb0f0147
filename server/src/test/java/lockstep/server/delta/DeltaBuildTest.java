package lockstep.server.delta;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import lockstep.images.ContentHash;
import lockstep.images.delta.Group;
import lockstep.images.delta.GroupBase;
import lockstep.images.delta.GroupOutput;
import org.junit.jupiter.api.Test;

class DeltaBuildTest {
  private static final byte[] PROGRAM = program(60_000);
  private static final byte[] TEXT = text(4_000);

  private final SampleImage from = new SampleImage();
  private final SampleImage to = new SampleImage();

  private static byte[] random(int length, int seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static byte[] program(int length) {
    byte[] program = random(length, 5);
    System.arraycopy(new byte[] {0x7f, 'E', 'L', 'F'}, 0, program, 0, 4);
    return program;
  }

  /// Lines that no compressor guesses.
  private static byte[] text(int lines) {
    StringBuilder text = new StringBuilder();
    new Random(6).longs(lines).forEach(line -> text.append(line).append('\n'));
    return text.toString().getBytes(UTF_8);
  }

  /// Everywhere a byte is another: no run of bytes is as it was.
  private static byte[] scattered(byte[] bytes) {
    byte[] changed = bytes.clone();
    for (int i = 20; i < changed.length; i += 20) {
      changed[i]++;
    }
    return changed;
  }

  private static byte[] gzip(byte[] text) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(text);
    }
    return out.toByteArray();
  }

  private static byte[] with(byte[] bytes, String more) {
    byte[] end = more.getBytes(UTF_8);
    byte[] all = Arrays.copyOf(bytes, bytes.length + end.length);
    System.arraycopy(end, 0, all, bytes.length, end.length);
    return all;
  }

  private List<Group> delta() throws IOException {
    List<Group> groups = new ArrayList<>();
    try (DeltaBuild build = new DeltaBuild(SampleImage.loaders(from, to), _ -> {})) {
      build.delta(
          from.contents(),
          to.contents(),
          (group, frame) -> {
            assertThat(ContentHash.of(frame)).isEqualTo(group.digest());
            groups.add(group);
          });
    }
    return groups;
  }

  private static long stored(List<Group> groups) {
    return groups.stream().mapToLong(Group::storedLength).sum();
  }

  @Test
  void whatBothHaveIsInNoGroup() throws IOException {
    from.file("a", TEXT).file("b", PROGRAM);
    to.file("renamed", TEXT).file("b", PROGRAM).file("empty", new byte[0]);
    assertThat(delta()).isEmpty();
  }

  @Test
  void oneContentAtManyPathsIsMadeOnce() throws IOException {
    to.file("a", TEXT).file("b", random(9, 9)).file("c", TEXT);
    List<GroupOutput> outputs = delta().stream().flatMap(g -> g.outputs().stream()).toList();
    assertThat(outputs)
        .extracting(GroupOutput::entries)
        .containsExactlyInAnyOrder(List.of(1, 3), List.of(2));
  }

  @Test
  void aFileThatWasRenamedAndChangedIsFoundByItsContent() throws IOException {
    from.file("etc/former-name", TEXT).file("etc/unlike", text(1)).file("usr/x", random(30_000, 1));
    to.file("opt/latter", with(TEXT, "and a line"));
    assertThat(stored(delta())).isLessThan(200);
  }

  @Test
  void aFileMadeOfTwoIsFoundInBoth() throws IOException {
    byte[] other = random(20_000, 3);
    from.file("one", TEXT).file("two", other);
    byte[] joined = Arrays.copyOf(TEXT, TEXT.length + other.length);
    System.arraycopy(other, 0, joined, TEXT.length, other.length);
    to.file("three", joined);
    List<Group> groups = delta();
    assertThat(groups.getFirst().bases()).hasSize(2);
    assertThat(stored(groups)).isLessThan(200);
  }

  @Test
  void aProgramOfAnotherVersionMeetsItsFormerByItsName() throws IOException {
    from.file("usr/lib/libx.so.1.1", PROGRAM).file("usr/lib/liby.so.1", program(2_000));
    to.file("usr/lib/libx.so.3", scattered(PROGRAM));
    Group group = delta().getFirst();
    assertThat(group.outputs().getFirst().form()).isInstanceOf(GroupOutput.Difference.class);
    assertThat(group.bases())
        .extracting(GroupBase::use, GroupBase::content)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(GroupBase.Use.ASIDE, ContentHash.of(PROGRAM).w0()));
    assertThat(group.storedLength()).isLessThan(PROGRAM.length / 4);
  }

  @Test
  void gzipFilesAreLookedAtInside() throws IOException {
    from.file("doc/changelog.gz", gzip(TEXT));
    to.file("doc/changelog.gz", gzip(with(TEXT, "and a line")));
    Group group = delta().getFirst();
    assertThat(group.outputs().getFirst().form()).isInstanceOf(GroupOutput.Gzip.class);
    assertThat(group.storedLength()).isLessThan(200);
  }

  @Test
  void aGzipFileThatCannotBeMadeAgainIsSentAsItIs() throws IOException {
    byte[] unusual = gzip(TEXT);
    unusual[unusual.length - 9] ^= 1; // its text does not inflate to the checksum it says
    to.file("doc/odd.gz", unusual);
    Group group = delta().getFirst();
    assertThat(group.outputs().getFirst().form()).isInstanceOf(GroupOutput.Raw.class);
    assertThat(group.outputs().getFirst().sizeBytes()).isEqualTo(unusual.length);
  }

  @Test
  void theSameImagesGiveTheSameGroups() throws IOException {
    for (int i = 0; i < 40; i++) {
      from.file("f" + i, random(1000 + i, i)).file("g" + i + ".gz", gzip(text(i + 1)));
      to.file("f" + i, with(random(1000 + i, i), "x")).file("h" + i + ".gz", gzip(text(i + 2)));
    }
    assertThat(delta()).isEqualTo(delta()).isNotEmpty();
  }

  /// An agent holds what a group makes in a heap of 64 MB, and a reader refuses one that makes more than 65,536 files.
  @Test
  void noGroupMakesMoreThanSomeThousandFiles() throws IOException {
    int files = 40_000;
    for (int i = 0; i < files; i++) {
      to.file("file" + i, Integer.toString(i).getBytes(UTF_8));
    }

    List<Group> groups = delta();

    assertThat(groups).hasSizeGreaterThan(2);
    assertThat(groups).allMatch(group -> group.outputs().size() <= 16_384);
    assertThat(groups.stream().mapToInt(group -> group.outputs().size()).sum()).isEqualTo(files);
  }
}
