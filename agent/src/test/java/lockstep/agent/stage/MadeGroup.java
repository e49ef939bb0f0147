package lockstep.agent.stage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import lockstep.images.ContentHash;
import lockstep.images.delta.Group;
import lockstep.images.delta.GroupBase;
import lockstep.images.delta.GroupOutput;
import lockstep.images.delta.OffHeap;
import lockstep.images.delta.PrefixFrame;
import lockstep.images.difference.Difference;
import lockstep.images.difference.DifferenceMaker;
import lockstep.images.gzip.GzipOpener;
import lockstep.images.gzip.OpenedGzip;

/// A group made by hand, with its frame.
@SuppressWarnings("ArrayRecordComponent") // never compared
record MadeGroup(Group group, byte[] frame) {
  /// Collects what a group shall have.
  static final class Recipe {
    private final HandMadeImage image;
    private final List<GroupBase> bases = new ArrayList<>();
    private final List<byte[]> prefix = new ArrayList<>();
    private final List<GroupOutput> outputs = new ArrayList<>();
    private final List<byte[]> wholes = new ArrayList<>();
    private final List<Difference> differences = new ArrayList<>();

    private Recipe(HandMadeImage image) {
      this.image = image;
    }

    Recipe after(byte[] base) {
      bases.add(base(base, OptionalInt.empty(), GroupBase.Use.PREFIX));
      prefix.add(base);
      return this;
    }

    Recipe afterTextOf(byte[] gzip) {
      byte[] text = bytes(open(gzip).text());
      bases.add(base(gzip, OptionalInt.of(text.length), GroupBase.Use.PREFIX));
      prefix.add(text);
      return this;
    }

    private static GroupBase base(byte[] content, OptionalInt text, GroupBase.Use use) {
      return new GroupBase(ContentHash.of(content).w0(), content.length, text, use);
    }

    /// @param names of files that have the content of the first
    Recipe file(String... names) {
      return bytes(image.content(names[0]), names);
    }

    /// Says that `content` is what the files have.
    Recipe bytes(byte[] content, String... names) {
      outputs.add(new GroupOutput(entries(names), content.length, new GroupOutput.Raw()));
      wholes.add(content);
      return this;
    }

    Recipe gzip(String name) {
      byte[] file = image.content(name);
      OpenedGzip opened = open(file);
      byte[] text = bytes(opened.text());
      outputs.add(
          new GroupOutput(
              entries(name), file.length, new GroupOutput.Gzip(text.length, opened.recipe())));
      wholes.add(text);
      return this;
    }

    Recipe difference(byte[] base, String name) {
      bases.add(base(base, OptionalInt.empty(), GroupBase.Use.ASIDE));
      byte[] file = image.content(name);
      Difference made = DifferenceMaker.between(ByteBuffer.wrap(base), ByteBuffer.wrap(file));
      outputs.add(
          new GroupOutput(
              entries(name),
              file.length,
              new GroupOutput.Difference(
                  bases.size() - 1,
                  made.control().length,
                  made.diff().length,
                  made.extra().length)));
      differences.add(made);
      return this;
    }

    private List<Integer> entries(String... names) {
      return Stream.of(names).map(image::ordinal).sorted().toList();
    }

    private static OpenedGzip open(byte[] file) {
      return GzipOpener.open(ByteBuffer.wrap(file), Group.MAX_BYTES).orElseThrow();
    }

    private static byte[] bytes(ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return bytes;
    }

    MadeGroup made() throws IOException {
      List<byte[]> plain = new ArrayList<>(wholes);
      differences.forEach(difference -> plain.add(difference.control()));
      differences.forEach(difference -> plain.add(difference.diff()));
      differences.forEach(difference -> plain.add(difference.extra()));
      try (OffHeap before = joined(prefix);
          OffHeap all = joined(plain);
          OffHeap made = PrefixFrame.make(before, all, 3)) {
        byte[] frame = bytes(made.buffer());
        return new MadeGroup(
            new Group(ContentHash.of(frame), 0, frame.length, bases, outputs), frame);
      }
    }

    private static OffHeap joined(List<byte[]> parts) {
      OffHeap joined = OffHeap.allocate(parts.stream().mapToLong(part -> part.length).sum());
      ByteBuffer out = joined.buffer();
      parts.forEach(out::put);
      return joined;
    }
  }

  static Recipe of(HandMadeImage image) {
    return new Recipe(image);
  }
}
