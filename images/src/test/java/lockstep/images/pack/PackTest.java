package lockstep.images.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import lockstep.images.ContentHash;
import lockstep.images.IntegrityException;
import lockstep.images.ProblemException;
import lockstep.images.Segment;
import lockstep.images.stored.StoredStream;
import lockstep.proto.PackIndexHeaderMsg;
import lockstep.proto.PackMsg;
import lockstep.proto.PlacesMsg;
import org.junit.jupiter.api.Test;

class PackTest {
  private static final byte[] PLAIN =
      "some text, some text, some text"
          .repeat(100)
          .getBytes(java.nio.charset.StandardCharsets.UTF_8);
  private static final Segment.Chunk CHUNK = new Segment.Chunk(ContentHash.of(PLAIN), PLAIN.length);

  @Test
  void aChunkComesBackFromAPackByItsPlace() throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    PackWriter pack = new PackWriter(file);
    byte[] stored = encode(PLAIN);
    pack.add(ByteBuffer.wrap(encode(new byte[] {1})));
    long offset = pack.add(ByteBuffer.wrap(stored));
    Pack finished = pack.finish();

    assertThat(finished).isEqualTo(new Pack(ContentHash.of(file.toByteArray()), file.size()));
    ByteBuffer place = ByteBuffer.wrap(file.toByteArray(), (int) offset, stored.length);
    assertThat(decode(place, CHUNK)).isEqualTo(PLAIN);
  }

  @Test
  void aPackTellsItsChunksWithoutAnIndex() throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    PackWriter pack = new PackWriter(file);
    byte[] stored = encode(PLAIN);
    pack.add(ByteBuffer.wrap(stored));
    pack.add(ByteBuffer.wrap(encode(new byte[] {1})));
    byte[] whole = file.toByteArray();

    try (PackScanner scanner = new PackScanner(new ByteArrayInputStream(whole))) {
      assertThat(scanner.next()).isEqualTo(new PackScanner.Found(CHUNK.hash(), 0, stored.length));
      assertThat(scanner.next())
          .isEqualTo(
              new PackScanner.Found(
                  ContentHash.of(new byte[] {1}), stored.length, whole.length - stored.length));
      assertThat(scanner.next()).isNull();
    }
    byte[] cut = Arrays.copyOf(whole, whole.length - 1);
    try (PackScanner scanner = new PackScanner(new ByteArrayInputStream(cut))) {
      assertThat(scanner.next()).isNotNull();
      assertThatThrownBy(scanner::next).isInstanceOf(IntegrityException.class);
    }
  }

  @Test
  void everyFlippedBitOfAStoredChunkIsFound() throws IOException {
    byte[] stored = encode(PLAIN);
    for (int bit = 0; bit < stored.length * 8; bit++) {
      byte[] damaged = stored.clone();
      damaged[bit / 8] ^= (byte) (1 << (bit % 8));
      if (!isSamePlain(damaged)) {
        assertThatThrownBy(() -> decode(ByteBuffer.wrap(damaged), CHUNK))
            .isInstanceOf(IntegrityException.class);
      }
    }
  }

  /// A flip may hit a bit that zstd ignores; then the chunk is still the chunk.
  private static boolean isSamePlain(byte[] stored) {
    try {
      return Arrays.equals(decode(ByteBuffer.wrap(stored), CHUNK), PLAIN);
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void aFrameThatWouldUnpackToMoreThanTheChunkIsRefused() {
    byte[] bomb = encode(new byte[10 << 20]);
    assertThatThrownBy(() -> decode(ByteBuffer.wrap(bomb), CHUNK))
        .isInstanceOf(IntegrityException.class)
        .hasMessageContaining("10485760");
  }

  @Test
  void otherBytesOfTheSameLengthAreRefused() {
    byte[] other = PLAIN.clone();
    other[5]++;
    assertThatThrownBy(() -> decode(ByteBuffer.wrap(encode(other)), CHUNK))
        .isInstanceOf(IntegrityException.class)
        .hasMessageContaining("unpacks to");
  }

  @Test
  void bytesOrFramesAfterTheFrameAreRefused() {
    byte[] stored = encode(PLAIN);
    byte[] tail = Arrays.copyOf(stored, stored.length + 1);
    byte[] twice = Arrays.copyOf(stored, stored.length * 2);
    System.arraycopy(stored, 0, twice, stored.length, stored.length);
    for (byte[] longer : List.of(tail, twice)) {
      assertThatThrownBy(() -> decode(ByteBuffer.wrap(longer), CHUNK))
          .isInstanceOf(IntegrityException.class);
    }
  }

  @Test
  void framesThatHideTheirSizeOrWantALargeWindowAreRefused() throws IOException {
    ByteArrayOutputStream hidden = new ByteArrayOutputStream();
    try (OutputStream out = StoredStream.compressing(hidden, 3)) {
      out.write(PLAIN);
    }
    assertThatThrownBy(() -> decode(ByteBuffer.wrap(hidden.toByteArray()), CHUNK))
        .isInstanceOf(IntegrityException.class)
        .hasMessageContaining("hides its size");
    byte[] windowOf128MiB = {
      0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0x40, (byte) (17 << 3), 0x1c, 0x0b, 1, 0, 0
    };
    assertThatThrownBy(() -> decode(ByteBuffer.wrap(windowOf128MiB), CHUNK))
        .isInstanceOf(IntegrityException.class)
        .hasMessageContaining("window of 134217728");
  }

  @Test
  void aFrameThatNamesADictionaryIsRefused() throws IOException {
    byte[] plain = {'h', 'e', 'l', 'l', 'o'};
    Segment.Chunk chunk = new Segment.Chunk(ContentHash.of(plain), plain.length);
    byte[] magic = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};
    byte[] block = {5, 5 << 3 | 1, 0, 0, 'h', 'e', 'l', 'l', 'o'}; // size, then one raw block

    assertThat(decode(joined(magic, new byte[] {0x20}, block), chunk)).isEqualTo(plain);
    assertThatThrownBy(() -> decode(joined(magic, new byte[] {0x21, 7}, block), chunk))
        .isInstanceOf(IntegrityException.class);
  }

  private static ByteBuffer joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return ByteBuffer.wrap(all.toByteArray());
  }

  @Test
  void bytesThatCannotBeMadeSmallerAreStoredAllTheSame() throws IOException {
    byte[] random = new byte[256 << 10];
    new java.util.Random(7).nextBytes(random);
    Segment.Chunk chunk = new Segment.Chunk(ContentHash.of(random), random.length);

    assertThat(decode(ByteBuffer.wrap(encode(random)), chunk)).isEqualTo(random);
  }

  @Test
  void placesComeBackInOrder() throws IOException {
    List<Pack> packs = List.of(new Pack(ContentHash.EMPTY, 1 << 20));
    List<ChunkPlace> places = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      places.add(new ChunkPlace(0, i * 100L, 1 + i % 100));
    }

    assertThat(read(index(packs, places))).isEqualTo(places);
  }

  @Test
  void placesOutsideTheirPackAreRefusedAndOneThatEndsWithItIsNot() throws IOException {
    List<Pack> packs = List.of(new Pack(ContentHash.EMPTY, 100));
    assertThat(read(raw(100, 1, new ChunkPlace(0, 0, 100)))).hasSize(1);
    for (ChunkPlace outside :
        List.of(
            new ChunkPlace(0, 1, 100),
            new ChunkPlace(1, 0, 1),
            new ChunkPlace(-1, 0, 1),
            new ChunkPlace(0, -1, 1),
            new ChunkPlace(0, Long.MAX_VALUE, 1),
            new ChunkPlace(0, 0, 0),
            new ChunkPlace(0, 0, -1))) {
      assertThatThrownBy(() -> read(raw(100, 1, outside)))
          .isInstanceOf(IntegrityException.class)
          .hasMessageContaining("impossible place");
      assertThatThrownBy(() -> index(packs, List.of(outside)))
          .isInstanceOf(IntegrityException.class);
    }
  }

  @Test
  void anIndexThatNamesMoreOrFewerPlacesThanItSaysIsRefused() {
    ChunkPlace place = new ChunkPlace(0, 0, 1);
    assertThatThrownBy(() -> read(raw(100, 2, place))).hasMessageContaining("names 1 places");
    assertThatThrownBy(() -> read(raw(100, 0, place))).hasMessageContaining("more places");
  }

  @Test
  void listsThatDoNotRunInParallelAreRefused() {
    assertThatThrownBy(() -> read(stored(header(100, 1), PlacesMsg.newBuilder().addPack(0))))
        .isInstanceOf(IntegrityException.class)
        .hasMessageContaining("parallel");
    assertThatThrownBy(() -> read(stored(header(100, 1), PlacesMsg.newBuilder())))
        .isInstanceOf(IntegrityException.class)
        .hasMessageContaining("parallel");
  }

  @Test
  void anIndexOfANewerFormatSaysSo() {
    assertThatThrownBy(
            () -> read(stored(header(100, 0).setFormatVersion(2), PlacesMsg.newBuilder())))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("format 2");
  }

  @Test
  void anIndexCutAnywhereIsRefused() throws IOException {
    byte[] whole =
        index(List.of(new Pack(ContentHash.EMPTY, 100)), List.of(new ChunkPlace(0, 0, 9)));
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(cut)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void asManyPacksAsThereMayBeAreReadButNotMillionsOfEmptyOnes() throws IOException {
    List<Pack> packs = Collections.nCopies(1 << 16, new Pack(ContentHash.EMPTY, 1L << 33));
    assertThat(read(index(packs, List.of()))).isEmpty();
    PackIndexHeaderMsg.Builder hostile = header(1, 0);
    for (int i = 0; i < 2_000_000; i++) {
      hostile.addPacks(PackMsg.getDefaultInstance());
    }
    assertThatThrownBy(() -> read(stored(hostile, PlacesMsg.newBuilder())))
        .isInstanceOf(IntegrityException.class)
        .hasMessageContaining("too many pieces");
  }

  private static byte[] encode(byte[] plain) {
    try (ChunkEncoder encoder = new ChunkEncoder(Zstd.defaultCompressionLevel())) {
      return encoder.encode(ByteBuffer.wrap(plain));
    }
  }

  private static byte[] decode(ByteBuffer stored, Segment.Chunk chunk) throws IOException {
    try (ChunkDecoder decoder = new ChunkDecoder()) {
      ByteBuffer plain = decoder.decode(stored, chunk);
      byte[] bytes = new byte[plain.remaining()];
      plain.get(bytes);
      return bytes;
    }
  }

  private static byte[] index(List<Pack> packs, List<ChunkPlace> places) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PackIndexWriter writer = new PackIndexWriter(out, packs, places.size());
    for (ChunkPlace place : places) {
      writer.add(place);
    }
    writer.finish();
    return out.toByteArray();
  }

  private static List<ChunkPlace> read(byte[] stored) throws IOException {
    List<ChunkPlace> places = new ArrayList<>();
    try (PackIndexReader reader = PackIndexReader.open(new ByteArrayInputStream(stored))) {
      for (ChunkPlace place = reader.next(); place != null; place = reader.next()) {
        places.add(place);
      }
    }
    return places;
  }

  private static PackIndexHeaderMsg.Builder header(long packBytes, long references) {
    PackIndexHeaderMsg.Builder header =
        PackIndexHeaderMsg.newBuilder().setFormatVersion(1).setChunkReferences(references);
    header.addPacks(
        PackMsg.newBuilder()
            .setSize(packBytes)
            .setDigest(com.google.protobuf.ByteString.copyFrom(ContentHash.EMPTY.toArray())));
    return header;
  }

  private static byte[] raw(long packBytes, long references, ChunkPlace place) throws IOException {
    return stored(
        header(packBytes, references),
        PlacesMsg.newBuilder()
            .addPack(place.pack())
            .addOffset(place.offset())
            .addStoredLength(place.storedLength()));
  }

  private static byte[] stored(PackIndexHeaderMsg.Builder header, PlacesMsg.Builder places)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = StoredStream.compressing(bytes, 3)) {
      header.build().writeDelimitedTo(out);
      places.build().writeDelimitedTo(out);
    }
    return bytes.toByteArray();
  }
}
