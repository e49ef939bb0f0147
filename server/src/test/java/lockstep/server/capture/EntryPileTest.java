package lockstep.server.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import lockstep.images.Content;
import lockstep.images.ContentHash;
import lockstep.images.Entry;
import lockstep.images.Metadata;
import lockstep.images.Segment;
import lockstep.images.Xattr;
import org.junit.jupiter.api.Test;

class EntryPileTest {
  private final Random random = new Random(5);

  @Test
  void everyEntryComesBackAsItWasInPathOrder() throws IOException {
    EntryPile pile = new EntryPile();
    List<Entry> added = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      Entry entry = entry(i);
      added.add(entry);
      add(pile, entry);
    }
    added.sort(Comparator.comparing(Entry::path));

    assertThat(drained(pile)).isEqualTo(added);
  }

  @Test
  void ofTwoEntriesWithTheSamePathTheLaterStands() throws IOException {
    EntryPile pile = new EntryPile();
    RelativePath path = RelativePath.of("twice");
    add(pile, new Entry.Fifo(path, metadata()));
    Entry later = new Entry.Symlink(path, metadata(), Bytes.of("target"));
    add(pile, later);
    assertThat(drained(pile)).containsExactly(later);
  }

  @Test
  void theNamesOfOneFileShareItsBody() throws IOException {
    EntryPile pile = new EntryPile();
    Body body = new Body(metadata(), true);
    pile.file(RelativePath.of("b"), body);
    pile.file(RelativePath.of("a"), body);
    List<Body> bodies = new ArrayList<>();
    pile.drainTo(
        new EntrySink() {
          @Override
          public void node(Entry.Inode entry) {
            throw new AssertionError(entry);
          }

          @Override
          public void file(RelativePath path, Body found) {
            bodies.add(found);
          }
        });
    assertThat(bodies).containsExactly(body, body);
  }

  private static void add(EntryPile pile, Entry entry) {
    if (entry instanceof Entry.File file) {
      Body body = new Body(file.metadata(), false);
      body.read(file.content(), Noise.PYTHON_DATE);
      pile.file(file.path(), body);
    } else {
      pile.node((Entry.Inode) entry);
    }
  }

  private static List<Entry> drained(EntryPile pile) throws IOException {
    List<Entry> entries = new ArrayList<>();
    pile.drainTo(
        new EntrySink() {
          @Override
          public void node(Entry.Inode entry) {
            entries.add(entry);
          }

          @Override
          public void file(RelativePath path, Body body) {
            assertThat(body.noise()).isEqualTo(Noise.PYTHON_DATE);
            entries.add(new Entry.File(path, body.metadata(), body.content(), false));
          }
        });
    return entries;
  }

  /// Names of few letters, so that many share a prefix and some are a prefix of others.
  private Entry entry(int number) {
    String text = Integer.toString(number, 3).replace("2", random.nextBoolean() ? "/" : "-");
    String name = "%s/%x".formatted(text.replaceAll("/+", "/").replaceAll("^/|/$", "x"), number);
    RelativePath path = RelativePath.of(name);
    return switch (number % 6) {
      case 0 -> new Entry.Directory(path, metadata());
      case 1 -> new Entry.Symlink(path, metadata(), Bytes.copyOf(bytes(1 + random.nextInt(40))));
      case 2 -> new Entry.Device(path, metadata(), Entry.DeviceKind.BLOCK, 259, number);
      case 3 -> new Entry.Device(path, metadata(), Entry.DeviceKind.CHARACTER, number % 4096, 0);
      case 4 -> new Entry.Fifo(path, metadata());
      default -> new Entry.File(path, metadata(), content(), false);
    };
  }

  private Metadata metadata() {
    List<Xattr> xattrs =
        random.nextInt(4) != 0
            ? List.of()
            : List.of(
                new Xattr(Bytes.of("security.capability"), Bytes.copyOf(bytes(20))),
                new Xattr(Bytes.of("user.x"), Bytes.EMPTY));
    return new Metadata(
        random.nextInt(010000),
        random.nextInt(),
        random.nextInt(),
        random.nextLong(),
        random.nextInt(1_000_000_000),
        xattrs,
        random.nextInt(4));
  }

  private Content content() {
    List<Segment> segments = new ArrayList<>();
    long size = 0;
    for (int i = random.nextInt(4); i > 0; i--) {
      segments.add(
          i % 2 == 0
              ? new Segment.Hole(1L << (18 + random.nextInt(24)))
              : new Segment.Chunk(hash(), 1 + random.nextInt(1 << 20)));
      size += segments.getLast().length();
    }
    ContentHash hash =
        segments.size() == 1 && segments.getFirst() instanceof Segment.Chunk chunk
            ? chunk.hash()
            : segments.isEmpty() ? ContentHash.EMPTY : hash();
    return new Content(size, hash, segments);
  }

  private ContentHash hash() {
    return ContentHash.fromBytes(bytes(ContentHash.BYTES));
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
