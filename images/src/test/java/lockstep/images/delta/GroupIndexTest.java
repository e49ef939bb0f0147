package lockstep.images.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import lockstep.excludes.Bytes;
import lockstep.images.ContentHash;
import lockstep.images.ImageId;
import lockstep.images.IntegrityException;
import lockstep.images.delta.GroupIndexHeader.ManifestPatch;
import lockstep.images.stored.StoredStream;
import lockstep.proto.BaseMsg;
import lockstep.proto.GroupIndexHeaderMsg;
import lockstep.proto.GroupMsg;
import lockstep.proto.OutputMsg;
import org.junit.jupiter.api.Test;

class GroupIndexTest {
  private static final ImageId FROM = new ImageId(ContentHash.of(new byte[] {1}));
  private static final ImageId TO = new ImageId(ContentHash.of(new byte[] {2}));
  private static final ContentHash DIGEST = ContentHash.of(new byte[] {3});
  private static final GroupBase BASE =
      new GroupBase(-5, 100, OptionalInt.of(400), GroupBase.Use.PREFIX);
  private static final GroupBase ASIDE =
      new GroupBase(7, 90, OptionalInt.empty(), GroupBase.Use.ASIDE);

  private static GroupOutput output(int size, GroupOutput.Form form, Integer... entries) {
    return new GroupOutput(List.of(entries), size, form);
  }

  private static Group group(long offset, int stored, GroupOutput... outputs) {
    return new Group(DIGEST, offset, stored, List.of(BASE, ASIDE), List.of(outputs));
  }

  private static final Group FIRST =
      group(
          60,
          10,
          output(5, new GroupOutput.Raw(), 9, 10, 400),
          output(50, new GroupOutput.Gzip(300, Bytes.of("r")), 3),
          output(80, new GroupOutput.Difference(1, 4, 80, 2), 12));
  private static final Group SECOND =
      group(70, 20, output(5, new GroupOutput.Raw()), output(6, new GroupOutput.Raw(), 2));

  private static GroupIndexHeader delta(int groups) {
    return new GroupIndexHeader(
        Optional.of(FROM), TO, Optional.of(new ManifestPatch(60, DIGEST)), groups);
  }

  @Test
  void groupsComeBackAsTheyWere() throws IOException {
    assertThat(read(write(delta(2), FIRST, SECOND))).containsExactly(FIRST, SECOND);
  }

  @Test
  void groupsThatAreObjectsOfTheirOwnAllBeginAtTheBeginning() throws IOException {
    GroupIndexHeader solid = new GroupIndexHeader(Optional.empty(), TO, Optional.empty(), 2);
    Group first = group(0, 10, output(5, new GroupOutput.Raw(), 1));
    Group second = group(0, 20, output(5, new GroupOutput.Raw(), 0));
    assertThat(read(write(solid, first, second))).containsExactly(first, second);
  }

  @Test
  void anIndexWithoutGroupsIsPossible() throws IOException {
    assertThat(read(write(delta(0)))).isEmpty();
  }

  @Test
  void headersThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> delta(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new GroupIndexHeader(Optional.of(TO), TO, Optional.empty(), 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() ->
            new GroupIndexHeader(
                Optional.empty(), TO, Optional.of(new ManifestPatch(60, DIGEST)), 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void impossibleGroupsAreRefused() {
    GroupOutput good = output(5, new GroupOutput.Raw(), 1);
    for (Group bad :
        List.of(
            group(60, 0, good),
            group(60, Group.MAX_BYTES + 1, good),
            group(60, 10),
            group(60, 10, output(-1, new GroupOutput.Raw(), 1)),
            group(60, 10, output(Group.MAX_BYTES, new GroupOutput.Raw(), 1), good),
            group(60, 10, output(5, new GroupOutput.Raw(), 2, 2)),
            group(60, 10, output(5, new GroupOutput.Raw(), 2, 1)),
            group(60, 10, output(5, new GroupOutput.Raw(), 1 << 24)),
            group(60, 10, output(5, new GroupOutput.Difference(2, 1, 1, 1), 1)),
            group(60, 10, output(5, new GroupOutput.Difference(-1, 1, 1, 1), 1)),
            group(60, 10, output(5, new GroupOutput.Difference(0, -1, 1, 1), 1)),
            group(60, 10, output(5, new GroupOutput.Gzip(-1, Bytes.EMPTY), 1)))) {
      assertThatThrownBy(() -> write(delta(1), bad)).isInstanceOf(IntegrityException.class);
    }
  }

  @Test
  void otherThanTheSaidNumberOfGroupsIsRefused() {
    assertThatThrownBy(() -> write(delta(2), FIRST)).isInstanceOf(IntegrityException.class);
    assertThatThrownBy(() -> write(delta(0), FIRST)).isInstanceOf(IntegrityException.class);
  }

  @Test
  void anIndexCutAnywhereIsRefused() throws IOException {
    byte[] whole = write(delta(2), FIRST, SECOND);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(cut)).isInstanceOf(IntegrityException.class);
    }
  }

  @Test
  void asManyOutputsAsThereMayBeAreReadButNotMillionsOfEmptyOnes() throws IOException {
    GroupOutput[] outputs = new GroupOutput[Group.MAX_OUTPUTS];
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] = output(1, new GroupOutput.Raw(), i);
    }
    Group many = group(60, 9, outputs);
    assertThat(read(write(delta(1), many))).containsExactly(many);
    assertRefused(GroupMsg.newBuilder().addAllOutputs(empty(OutputMsg.getDefaultInstance())));
    assertRefused(GroupMsg.newBuilder().addAllBases(empty(BaseMsg.getDefaultInstance())));
    Iterable<Integer> gaps = Collections.nCopies(3_000_000, 1);
    assertRefused(
        GroupMsg.newBuilder()
            .addOutputs(OutputMsg.newBuilder().setEntry(1).addAllMoreEntries(gaps)));
  }

  private static <T> List<T> empty(T one) {
    return Collections.nCopies(2_000_000, one);
  }

  private static void assertRefused(GroupMsg.Builder group) throws IOException {
    ByteArrayOutputStream stored = new ByteArrayOutputStream();
    try (OutputStream out = StoredStream.compressing(stored, 1)) {
      GroupIndexHeaderMsg.newBuilder()
          .setFormatVersion(GroupIndexFormat.VERSION)
          .setTo(ByteString.copyFrom(TO.hash().toArray()))
          .setGroups(1)
          .build()
          .writeDelimitedTo(out);
      group.build().writeDelimitedTo(out);
    }
    assertThatThrownBy(() -> read(stored.toByteArray()))
        .isInstanceOf(IntegrityException.class)
        .hasMessageContaining("too many pieces");
  }

  private static byte[] write(GroupIndexHeader header, Group... groups) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    GroupIndexWriter writer = new GroupIndexWriter(out, header);
    for (Group group : groups) {
      writer.add(group);
    }
    writer.finish();
    return out.toByteArray();
  }

  private static List<Group> read(byte[] index) throws IOException {
    List<Group> groups = new ArrayList<>();
    try (GroupIndexReader reader = GroupIndexReader.open(new ByteArrayInputStream(index))) {
      assertThat(reader.header().to()).isEqualTo(TO);
      for (Group group = reader.next(); group != null; group = reader.next()) {
        groups.add(group);
      }
    }
    return groups;
  }
}
