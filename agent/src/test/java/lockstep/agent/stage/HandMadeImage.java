package lockstep.agent.stage;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import lockstep.excludes.RelativePath;
import lockstep.images.Content;
import lockstep.images.ContentHash;
import lockstep.images.Entry;
import lockstep.images.ImageId;
import lockstep.images.IntegrityException;
import lockstep.images.Metadata;
import lockstep.images.Segment;
import lockstep.images.chunk.ChunkSizes;
import lockstep.images.chunk.Chunker;
import lockstep.images.chunk.ContentSource;
import lockstep.images.delta.GroupIndexHeader;
import lockstep.images.delta.GroupIndexReader;
import lockstep.images.delta.GroupIndexWriter;
import lockstep.images.manifest.ManifestHeader;
import lockstep.images.manifest.ManifestReader;
import lockstep.images.manifest.ManifestWriter;
import lockstep.images.pack.ChunkEncoder;
import lockstep.images.pack.ChunkPlace;
import lockstep.images.pack.PackIndexReader;
import lockstep.images.pack.PackIndexWriter;
import lockstep.images.pack.PackWriter;
import org.jspecify.annotations.Nullable;

/// An image of files in one directory, with all its objects in memory.
final class HandMadeImage implements ImageObjects {
  /// Where a delta to the image comes from, in these tests.
  static final ImageId FROM = new ImageId(ContentHash.of(new byte[] {1}));

  static final Metadata FILE = new Metadata(0644, 0, 0, 1_700_000_000, 0, List.of(), 0);
  private static final Metadata DIRECTORY =
      new Metadata(0755, 0, 0, 1_700_000_000, 0, List.of(), 0);

  /// The repository's objects by path.
  final Map<String, byte[]> objects = new HashMap<>();

  private final Map<String, Integer> ordinals = new HashMap<>();
  private final Map<String, byte[]> files;
  private final byte[] manifest;
  private final byte[] packIndex;
  private final ImageId id;
  private byte @Nullable [] deltaIndex;
  private byte @Nullable [] solidIndex;
  private @Nullable HandMadeImage from;
  private int packIndexReads;
  private int solidReads;

  /// @param files their contents by name
  /// @param links further names by the name they are of, which comes first
  HandMadeImage(Map<String, byte[]> files, Map<String, String> links) throws IOException {
    this.files = new TreeMap<>(files);
    Packing packing = new Packing();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ManifestWriter writer =
        new ManifestWriter(out, new ManifestHeader(ChunkSizes.STANDARD, List.of(), List.of()));
    writer.add(new Entry.Directory(RelativePath.ROOT, DIRECTORY));
    TreeMap<String, @Nullable String> names = new TreeMap<>();
    files.keySet().forEach(name -> names.put(name, null));
    names.putAll(links);
    for (Map.Entry<String, @Nullable String> each : names.entrySet()) {
      String name = each.getKey();
      String first = each.getValue();
      RelativePath path = RelativePath.of(name);
      ordinals.put(name, (int) writer.nextOrdinal());
      writer.add(
          first == null
              ? new Entry.File(path, FILE, packing.add(content(name)), links.containsValue(name))
              : new Entry.HardLink(path, ordinal(first)));
    }
    id = writer.finish();
    manifest = out.toByteArray();
    packIndex = packing.finish();
  }

  static HandMadeImage of(Map<String, byte[]> files) throws IOException {
    return new HandMadeImage(files, Map.of());
  }

  private final class Packing {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PackWriter pack = new PackWriter(bytes);
    private final Map<ContentHash, ChunkPlace> known = new HashMap<>();
    private final List<ChunkPlace> places = new ArrayList<>();

    Content add(byte[] content) throws IOException {
      try (ChunkEncoder encoder = new ChunkEncoder(3)) {
        return new Chunker(ChunkSizes.STANDARD)
            .chunk(
                ContentSource.of(new ByteArrayInputStream(content)),
                (_, chunk, plain) -> place(chunk, plain, encoder));
      }
    }

    private void place(Segment.Chunk chunk, ByteBuffer plain, ChunkEncoder encoder)
        throws IOException {
      ChunkPlace place = known.get(chunk.hash());
      if (place == null) {
        byte[] stored = encoder.encode(plain.duplicate());
        place = new ChunkPlace(0, pack.add(ByteBuffer.wrap(stored)), stored.length);
        known.put(chunk.hash(), place);
      }
      places.add(place);
    }

    byte[] finish() throws IOException {
      var finished = pack.finish();
      objects.put(finished.path(), bytes.toByteArray());
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      PackIndexWriter writer = new PackIndexWriter(out, List.of(finished), places.size());
      for (ChunkPlace place : places) {
        writer.add(place);
      }
      writer.finish();
      return out.toByteArray();
    }
  }

  ImageId id() {
    return id;
  }

  int ordinal(String name) {
    return Objects.requireNonNull(ordinals.get(name), name);
  }

  byte[] content(String name) {
    return Objects.requireNonNull(files.get(name), name);
  }

  /// Gives the image a delta from [#FROM].
  /// @return the path of the object
  String delta(MadeGroup... groups) throws IOException {
    ByteArrayOutputStream object = new ByteArrayOutputStream();
    for (MadeGroup group : groups) {
      object.write(group.frame());
    }
    deltaIndex = index(Optional.of(FROM), groups);
    String path = GroupIndexHeader.objectPath(FROM, id);
    objects.put(path, object.toByteArray());
    return path;
  }

  void solid(MadeGroup... groups) throws IOException {
    for (MadeGroup group : groups) {
      objects.put(group.group().objectPath(), group.frame());
    }
    solidIndex = index(Optional.empty(), groups);
  }

  void solidIndex(byte[] bytes) {
    solidIndex = bytes;
  }

  private byte[] index(Optional<ImageId> from, MadeGroup[] groups) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    GroupIndexWriter writer =
        new GroupIndexWriter(out, new GroupIndexHeader(from, id, Optional.empty(), groups.length));
    for (MadeGroup group : groups) {
      writer.add(group.group());
    }
    writer.finish();
    return out.toByteArray();
  }

  int packIndexReads() {
    return packIndexReads;
  }

  int solidReads() {
    return solidReads;
  }

  @Override
  public ManifestReader manifest() throws IOException {
    return ManifestReader.open(new ByteArrayInputStream(manifest));
  }

  @Override
  public PackIndexReader packIndex() throws IOException {
    packIndexReads++;
    return PackIndexReader.open(new ByteArrayInputStream(packIndex));
  }

  @Override
  public Optional<GroupIndexReader> delta() throws IOException {
    return open(deltaIndex);
  }

  /// Whose manifest and packs are at hand too.
  void deltaFrom(HandMadeImage image) {
    from = image;
    objects.putAll(image.objects);
  }

  @Override
  public Optional<ImageObjects> deltaFrom() {
    return Optional.ofNullable(from);
  }

  @Override
  public Optional<GroupIndexReader> solid() throws IOException {
    solidReads++;
    return open(solidIndex);
  }

  private static Optional<GroupIndexReader> open(byte @Nullable [] index) throws IOException {
    return index == null
        ? Optional.empty()
        : Optional.of(GroupIndexReader.open(new ByteArrayInputStream(index)));
  }

  byte[] object(String path) {
    return Objects.requireNonNull(objects.get(path), path);
  }

  /// Part of an object, as a repository would send it.
  ByteBuffer part(String object, long offset, long length) throws IntegrityException {
    byte[] bytes = objects.get(object);
    if (bytes == null || offset + length > bytes.length) {
      throw new IntegrityException("no such part of " + object);
    }
    return ByteBuffer.wrap(bytes, (int) offset, (int) length).slice();
  }
}
