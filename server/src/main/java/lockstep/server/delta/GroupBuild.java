package lockstep.server.delta;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import lockstep.images.ContentHash;
import lockstep.images.IntegrityException;
import lockstep.images.code.CodeFilter;
import lockstep.images.delta.Group;
import lockstep.images.delta.GroupBase;
import lockstep.images.delta.GroupBases;
import lockstep.images.delta.GroupOutput;
import lockstep.images.delta.OffHeap;
import lockstep.images.delta.PrefixFrame;
import lockstep.images.delta.UnpackedGroup;
import lockstep.images.difference.Difference;
import lockstep.images.gzip.GzipOpener;
import lockstep.images.gzip.OpenedGzip;
import lockstep.server.delta.GroupPlan.Planned;
import lockstep.server.delta.SeenContent.Kind;

/// Makes the frame of a planned group. For one thread.
final class GroupBuild {
  private final ContentLoader loader;
  private final int level;

  /// @param level of zstd, 1 to 22
  GroupBuild(ContentLoader loader, int level) {
    this.loader = loader;
    this.level = level;
  }

  /// A group and its frame.
  @SuppressWarnings("ArrayRecordComponent") // handed on to be written, never compared
  record Built(Group group, byte[] frame) {}

  Built build(Planned planned) throws IOException {
    List<GroupOutput> outputs = new ArrayList<>();
    List<ByteBuffer> streams = new ArrayList<>();
    if (planned.kind() == Kind.DIFFERENCE) {
      addDifferences(planned, outputs, streams);
    } else {
      for (Kin kin : planned.members()) {
        addFile(kin, outputs, streams);
      }
    }
    byte[] frame;
    try (OffHeap prefix = prefix(planned);
        OffHeap plain = joined(streams);
        OffHeap made = PrefixFrame.make(prefix, plain, level)) {
      frame = new byte[(int) made.sizeBytes()];
      made.buffer().get(frame);
    }
    Group group = new Group(ContentHash.of(frame), 0, frame.length, bases(planned), outputs);
    prove(group, frame, planned);
    return new Built(group, frame);
  }

  /// What an agent will do with the group. A fault of ours is found here, not on ten thousand machines.
  private void prove(Group group, byte[] frame, Planned planned) throws IOException {
    try (GroupBases bases = GroupBases.of(group.bases())) {
      for (int i = 0; i < group.bases().size(); i++) {
        bases.fill(i, loader.load(planned.bases().get(i).content().content()));
      }
      try (UnpackedGroup unpacked = UnpackedGroup.unpack(group, bases, ByteBuffer.wrap(frame))) {
        for (int i = 0; i < group.outputs().size(); i++) {
          ImageContent wanted = planned.members().get(i).target();
          unpacked.make(i, made -> requireSame(wanted, made));
        }
      }
    }
  }

  private static void requireSame(ImageContent wanted, ByteBuffer made) throws IOException {
    if (!ContentHash.of(made).equals(wanted.content().hash())) {
      throw new IntegrityException(
          "the group that was made for %s makes other bytes".formatted(wanted.path()));
    }
  }

  private void addFile(Kin kin, List<GroupOutput> outputs, List<ByteBuffer> streams)
      throws IOException {
    ByteBuffer file = loader.load(kin.target().content());
    Optional<OpenedGzip> opened =
        kin.kind() == Kind.GZIP ? GzipOpener.open(file, Group.MAX_BYTES) : Optional.empty();
    GroupOutput.Form form = new GroupOutput.Raw();
    ByteBuffer stream = file;
    if (opened.isPresent()) {
      stream = opened.get().text();
      form = new GroupOutput.Gzip(stream.remaining(), opened.get().recipe());
    } else if (kin.bases().isEmpty() && CodeFilter.applies(file)) {
      // Beside bases it would hide what is as it was.
      CodeFilter.makeAbsolute(file);
      form = new GroupOutput.Code();
    }
    outputs.add(new GroupOutput(kin.target().entries(), file.remaining(), form));
    streams.add(stream);
  }

  /// The controls first, then the diffs, then the extras: each compresses best beside its like.
  private static void addDifferences(
      Planned planned, List<GroupOutput> outputs, List<ByteBuffer> streams) {
    List<ByteBuffer> diffs = new ArrayList<>();
    List<ByteBuffer> extras = new ArrayList<>();
    Map<ImageContent, Integer> places = new HashMap<>();
    planned.bases().forEach(base -> places.put(base.content(), places.size()));
    for (Kin kin : planned.members()) {
      Difference made = kin.difference().orElseThrow();
      streams.add(ByteBuffer.wrap(made.control()));
      diffs.add(ByteBuffer.wrap(made.diff()));
      extras.add(ByteBuffer.wrap(made.extra()));
      outputs.add(
          new GroupOutput(
              kin.target().entries(),
              kin.target().sizeBytes(),
              new GroupOutput.Difference(
                  places.getOrDefault(kin.bases().getFirst().content(), -1),
                  made.control().length,
                  made.diff().length,
                  made.extra().length)));
    }
    streams.addAll(diffs);
    streams.addAll(extras);
  }

  private OffHeap prefix(Planned planned) throws IOException {
    List<ByteBuffer> parts = new ArrayList<>();
    if (planned.kind() != Kind.DIFFERENCE) {
      for (Kin.Base base : planned.bases()) {
        parts.add(SeenContent.of(loader.load(base.content().content())).seen());
      }
    }
    return joined(parts);
  }

  private static OffHeap joined(List<ByteBuffer> parts) {
    OffHeap joined = OffHeap.allocate(parts.stream().mapToLong(ByteBuffer::remaining).sum());
    ByteBuffer out = joined.buffer();
    parts.forEach(part -> out.put(part.duplicate()));
    return joined;
  }

  private static List<GroupBase> bases(Planned planned) {
    GroupBase.Use use =
        planned.kind() == Kind.DIFFERENCE ? GroupBase.Use.ASIDE : GroupBase.Use.PREFIX;
    return planned.bases().stream()
        .map(base ->
            new GroupBase(
                base.content().content().hash().w0(),
                base.content().sizeBytes(),
                base.gzip() ? OptionalInt.of(base.seenBytes()) : OptionalInt.empty(),
                use))
        .toList();
  }
}
