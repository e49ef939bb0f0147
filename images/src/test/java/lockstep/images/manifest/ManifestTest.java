package lockstep.images.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import lockstep.images.Content;
import lockstep.images.ContentHash;
import lockstep.images.Entry;
import lockstep.images.ImageId;
import lockstep.images.IntegrityException;
import lockstep.images.Metadata;
import lockstep.images.Segment;
import lockstep.images.Xattr;
import lockstep.images.chunk.ChunkSizes;
import org.junit.jupiter.api.Test;

class ManifestTest {
  private static final ManifestHeader HEADER =
      new ManifestHeader(
          ChunkSizes.STANDARD,
          List.of(Bytes.of("/var/log/**"), Bytes.of("seed: /etc/hostname")),
          List.of(new InstalledPackage("bash", "5.2-3", "amd64")));
  private static final Metadata PLAIN =
      new Metadata(0644, 0, 0, 1_700_000_000, 123_456_789, List.of(), 0);

  private static final ContentHash HASH = ContentHash.of(new byte[] {1});

  private static final List<Entry> ENTRIES =
      List.of(
          new Entry.Directory(RelativePath.ROOT, metadata(0755)),
          new Entry.Directory(RelativePath.of("dev"), metadata(0755)),
          new Entry.Device(
              RelativePath.of("dev/null"), metadata(0666), Entry.DeviceKind.CHARACTER, 1, 3),
          new Entry.Device(
              RelativePath.of("dev/sda"), metadata(0660), Entry.DeviceKind.BLOCK, 8, 0),
          new Entry.Directory(RelativePath.of("etc"), metadata(01777)),
          new Entry.File(
              RelativePath.of("etc/hosts"),
              new Metadata(
                  04755,
                  1000,
                  -2,
                  -1,
                  999_999_999,
                  List.of(
                      new Xattr(Bytes.of("security.capability"), Bytes.of("c")),
                      new Xattr(Bytes.of("user.empty"), Bytes.EMPTY)),
                  Metadata.IMMUTABLE),
              new Content(1, HASH, List.of(new Segment.Chunk(HASH, 1))),
              true),
          new Entry.HardLink(RelativePath.of("etc/hosts2"), 5),
          new Entry.File(
              RelativePath.of("etc/sparse"),
              PLAIN,
              new Content(
                  (256 << 10) + 1,
                  ContentHash.of(new byte[] {2}),
                  List.of(new Segment.Hole(256 << 10), new Segment.Chunk(HASH, 1))),
              false),
          new Entry.File(RelativePath.of("etc/void"), PLAIN, Content.EMPTY, false),
          new Entry.Fifo(RelativePath.of("etc/wait"), metadata(0600)),
          new Entry.Symlink(RelativePath.of("etc/x"), metadata(0777), Bytes.of("../a")));

  private static Metadata metadata(int mode) {
    return new Metadata(mode, 0, 0, 1_700_000_000, 0, List.of(), 0);
  }

  @Test
  void aFileOfAsManyChunksAsFitInAnEntryIsRead() throws IOException {
    int chunks = 100_000;
    long size = (long) chunks * ChunkSizes.STANDARD.maxBytes();
    Segment chunk = new Segment.Chunk(HASH, ChunkSizes.STANDARD.maxBytes());
    Content content = new Content(size, HASH, Collections.nCopies(chunks, chunk));
    Entry root = new Entry.Directory(RelativePath.ROOT, metadata(0755));
    Entry file = new Entry.File(RelativePath.of("a"), PLAIN, content, false);
    byte[] manifest = write(List.of(root, file));
    try (ManifestReader reader = ManifestReader.open(new ByteArrayInputStream(manifest))) {
      assertThat(reader.next()).isEqualTo(root);
      assertThat(reader.next()).isEqualTo(file);
      assertThat(reader.next()).isNull();
    }
  }

  @Test
  void everyKindOfEntryComesBackAsItWas() throws IOException {
    byte[] manifest = write(ENTRIES);

    assertThat(RawManifest.read(manifest)).isEqualTo(ENTRIES);
    try (ManifestReader reader = ManifestReader.open(new ByteArrayInputStream(manifest))) {
      assertThat(reader.header()).isEqualTo(HEADER);
    }
  }

  @Test
  void theNameOfAnImageIsTheHashOfItsManifest() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageId id = writeTo(out, ENTRIES);

    assertThat(id).isEqualTo(new ImageId(ContentHash.of(out.toByteArray())));
  }

  @Test
  void theSameEntriesAreTheSameBytesInEveryVersionOfThisProgram() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    assertThat(writeTo(out, ENTRIES).toString())
        .isEqualTo("e8adf59d0ea3550d2d123add094f6418d27993777aafeca774db2dec2f54189e");
  }

  @Test
  void ordinalsAndChunkReferencesAreCountedAlong() throws IOException {
    try (ManifestReader reader = ManifestReader.open(new ByteArrayInputStream(write(ENTRIES)))) {
      Entry entry = reader.next();
      while (entry != null && !entry.path().equals(RelativePath.of("etc/sparse"))) {
        entry = reader.next();
      }
      assertThat(reader.ordinal()).isEqualTo(7);
      assertThat(reader.firstChunkReference()).isEqualTo(1);
      assertThat(reader.totals()).isEqualTo(new ManifestTotals(8, 2, (256 << 10) + 2, 2));
    }
  }

  @Test
  void whatAReaderWouldRefuseCannotBeWritten() throws IOException {
    Entry below = new Entry.Fifo(RelativePath.of("nowhere/fifo"), metadata(0600));
    assertThatThrownBy(() -> write(List.of(ENTRIES.getFirst(), below)))
        .isInstanceOf(IntegrityException.class);
    assertThatThrownBy(() -> write(List.of(ENTRIES.getFirst(), device(1 << 20))))
        .isInstanceOf(IntegrityException.class);
    write(List.of(ENTRIES.getFirst(), device((1 << 20) - 1)));
  }

  private static Entry device(int minor) {
    return new Entry.Device(RelativePath.of("odd"), PLAIN, Entry.DeviceKind.BLOCK, 8, minor);
  }

  private static byte[] write(List<Entry> entries) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writeTo(out, entries);
    return out.toByteArray();
  }

  private static ImageId writeTo(ByteArrayOutputStream out, List<Entry> entries)
      throws IOException {
    ManifestWriter writer = new ManifestWriter(out, HEADER);
    for (Entry entry : entries) {
      writer.add(entry);
    }
    return writer.finish();
  }
}
