package lockstep.images.delta;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import lockstep.images.ContentHash;
import lockstep.images.IntegrityException;
import lockstep.images.difference.Difference;
import lockstep.images.difference.DifferenceMaker;
import lockstep.images.gzip.GzipOpener;
import lockstep.images.gzip.OpenedGzip;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UnpackedGroupTest {
  private final byte[] oldProgram = random(50_000);
  private final byte[] newProgram = changed(oldProgram);
  private final byte[] oldText = "a text, and another line of it\n".repeat(200).getBytes(UTF_8);
  private final byte[] newText = (new String(oldText, UTF_8) + "one more\n").getBytes(UTF_8);
  private final byte[] plain = random(3000);
  private Group group;
  private byte[] frame;

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static byte[] changed(byte[] bytes) {
    byte[] changed = bytes.clone();
    changed[100] ^= 1;
    changed[40_000] ^= 1;
    return changed;
  }

  private static byte[] gzip(byte[] text) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(text);
    }
    return out.toByteArray();
  }

  /// Raw, gzip, and two differences, so that every plane has more than one stream.
  @BeforeEach
  void makeGroup() throws IOException {
    OpenedGzip opened = GzipOpener.open(ByteBuffer.wrap(gzip(newText)), 1 << 20).orElseThrow();
    Difference there =
        DifferenceMaker.between(ByteBuffer.wrap(oldProgram), ByteBuffer.wrap(newProgram));
    Difference back = DifferenceMaker.between(ByteBuffer.wrap(oldProgram), ByteBuffer.wrap(plain));
    List<GroupBase> bases =
        List.of(
            new GroupBase(1, oldProgram.length, OptionalInt.empty(), GroupBase.Use.ASIDE),
            new GroupBase(
                2, gzip(oldText).length, OptionalInt.of(oldText.length), GroupBase.Use.PREFIX));
    List<GroupOutput> outputs =
        List.of(
            difference(there, newProgram.length, 1),
            new GroupOutput(List.of(2), plain.length, new GroupOutput.Raw()),
            difference(back, plain.length, 3),
            new GroupOutput(
                List.of(4),
                gzip(newText).length,
                new GroupOutput.Gzip(newText.length, opened.recipe())));
    ByteArrayOutputStream streams = new ByteArrayOutputStream();
    for (byte[] stream :
        List.of(
            plain,
            newText,
            there.control(),
            back.control(),
            there.diff(),
            back.diff(),
            there.extra(),
            back.extra())) {
      streams.write(stream);
    }
    try (OffHeap prefix = OffHeap.copyOf(ByteBuffer.wrap(oldText));
        OffHeap all = OffHeap.copyOf(ByteBuffer.wrap(streams.toByteArray()));
        OffHeap made = PrefixFrame.make(prefix, all, 19)) {
      frame = new byte[(int) made.sizeBytes()];
      made.buffer().get(frame);
    }
    group = new Group(ContentHash.of(frame), 0, frame.length, bases, outputs);
  }

  private static GroupOutput difference(Difference made, int bytes, int entry) {
    return new GroupOutput(
        List.of(entry),
        bytes,
        new GroupOutput.Difference(
            0, made.control().length, made.diff().length, made.extra().length));
  }

  private List<byte[]> unpack(byte[] program, byte[] text, byte[] stored) throws IOException {
    List<byte[]> contents = new ArrayList<>();
    try (GroupBases bases = GroupBases.of(group.bases())) {
      bases.fill(0, ByteBuffer.wrap(program));
      bases.fill(1, ByteBuffer.wrap(text));
      try (UnpackedGroup unpacked = UnpackedGroup.unpack(group, bases, ByteBuffer.wrap(stored))) {
        for (int i = 0; i < group.outputs().size(); i++) {
          unpacked.make(
              i,
              content -> {
                byte[] bytes = new byte[content.remaining()];
                content.get(bytes);
                contents.add(bytes);
              });
        }
      }
    }
    return contents;
  }

  @Test
  void everyFormOfOutputIsMade() throws IOException {
    assertThat(unpack(oldProgram, gzip(oldText), frame))
        .containsExactly(newProgram, plain, plain, gzip(newText));
  }

  @Test
  void aFrameWithAFlippedBitIsNotTheGroups() {
    byte[] flipped = frame.clone();
    flipped[frame.length / 2] ^= 4;
    assertThatThrownBy(() -> unpack(oldProgram, gzip(oldText), flipped))
        .isInstanceOf(IntegrityException.class)
        .hasMessageContaining("not the one its index names");
  }

  @Test
  void aFrameThatUnpacksToOtherThanItsOutputsNeedIsRefused() {
    List<GroupOutput> fewer = group.outputs().subList(0, 3);
    group = new Group(group.digest(), 0, frame.length, group.bases(), fewer);
    assertThatThrownBy(() -> unpack(oldProgram, gzip(oldText), frame))
        .isInstanceOf(IntegrityException.class);
  }

  @Test
  void aBaseOfAnotherSizeOrWithoutItsTextIsRefused() {
    assertThatThrownBy(() -> unpack(plain, gzip(oldText), frame))
        .isInstanceOf(IntegrityException.class);
    assertThatThrownBy(() -> unpack(oldProgram, new byte[gzip(oldText).length], frame))
        .isInstanceOf(IntegrityException.class);
    assertThatThrownBy(() -> unpack(oldProgram, gzip(newText), frame))
        .isInstanceOf(IntegrityException.class);
  }

  @Test
  void anotherBaseOfTheSameSizeMakesOtherBytesOrNone() throws IOException {
    byte[] other = oldProgram.clone();
    other[7] ^= 1;
    assertThat(unpack(other, gzip(oldText), frame).getFirst()).isNotEqualTo(newProgram);
  }
}
