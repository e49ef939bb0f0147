package lockstep.images.gzip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import lockstep.images.IntegrityException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GzipOpenerTest {
  private static final byte[] TEXT = Texts.prose(3000);

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "plain text, and long enough for a header and a trailer"})
  void whatIsNotAGzipFileIsNotOpened(String content) {
    assertThat(open(content.getBytes(StandardCharsets.UTF_8))).isEmpty();
  }

  @Test
  void aCutFileIsNotOpenedWhereverItIsCut() throws IOException {
    byte[] file = Texts.made(TEXT, Encoder.gnu(9));

    for (int length = 0; length < file.length; length++) {
      assertThat(open(Arrays.copyOf(file, length))).describedAs("%d bytes", length).isEmpty();
    }
    assertThat(open(file)).isPresent();
  }

  @Test
  void aFileWithAFlippedBitIsNotOpenedOrIsMadeAgainWithThatBit() throws IOException {
    byte[] file = Texts.made(TEXT, Encoder.gnu(9));

    for (int bit = 0; bit < 8 * file.length; bit++) {
      byte[] flipped = file.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      if (open(flipped).isPresent()) {
        assertThat(bit / 8).describedAs("bit %d", bit).isLessThan(10);
        Reopening.open(flipped, "bit " + bit);
      }
    }
  }

  @Test
  void aTextOfExactlyTheLimitIsOpenedAndALongerOneNot() throws IOException {
    byte[] file = Texts.made(TEXT, Encoder.zlib(6, 8));

    assertThat(GzipOpener.open(Texts.buffer(file), TEXT.length)).isPresent();
    assertThat(GzipOpener.open(Texts.buffer(file), TEXT.length - 1)).isEmpty();
    assertThat(GzipOpener.open(Texts.buffer(file), 0)).isEmpty();
  }

  @Test
  void aBombIsNotInflatedBeyondTheLimitWhateverItClaims() throws IOException {
    byte[] bomb = Texts.made(new byte[20_000_000], Encoder.gnu(9));
    byte[] lying = bomb.clone();
    Arrays.fill(lying, lying.length - 4, lying.length, (byte) 0);

    assertThat(GzipOpener.open(Texts.buffer(bomb), 1_000_000)).isEmpty();
    assertThat(GzipOpener.open(Texts.buffer(lying), 1_000_000)).isEmpty();
    assertThat(GzipOpener.open(Texts.buffer(bomb), 20_000_000)).isPresent();
  }

  @Test
  void nameDateCommentExtraFieldAndChecksumOfAHeaderComeBack() throws IOException {
    byte[] plain = Texts.made(TEXT, Encoder.gnu(9));
    byte[] head = {
      0x1f,
      (byte) 0x8b,
      8,
      2 | 4 | 8 | 16,
      1,
      2,
      3,
      4,
      2,
      7,
      3,
      0,
      'e',
      'x',
      't',
      'n',
      0,
      'c',
      0,
      9,
      9
    };
    byte[] file = joined(head, Arrays.copyOfRange(plain, 10, plain.length));

    OpenedGzip opened = Reopening.open(file, "header");

    assertThat(opened.recipe().length()).isEqualTo(2 + 1 + head.length);
  }

  @Test
  void allMembersAreOneText() throws IOException {
    byte[] file =
        joined(
            Texts.made(TEXT, Encoder.gnu(9)),
            Texts.made(new byte[0], Encoder.gnu(6)),
            Texts.made(Texts.random(500), Encoder.zlib(1, 8)));

    OpenedGzip opened = Reopening.open(file, "three members");

    assertThat(opened.text()).isEqualTo(Texts.buffer(joined(TEXT, Texts.random(500))));
  }

  @Test
  void whatFollowsTheLastMemberComesBackUnlessItIsLong() throws IOException {
    byte[] file = Texts.made(TEXT, Encoder.gnu(9));

    Reopening.open(joined(file, new byte[512]), "padding");
    Reopening.open(joined(file, Arrays.copyOf(file, 300)), "half a member");
    assertThat(open(joined(file, new byte[GzipMaker.MAX_RECIPE_BYTES]))).isEmpty();
  }

  @Test
  void buffersAreReadBetweenPositionAndLimitWhichStay() throws IOException {
    byte[] file = Texts.made(TEXT, Encoder.gnu(9));
    ByteBuffer wide = ByteBuffer.allocateDirect(file.length + 20);
    wide.put(7, file).position(7).limit(7 + file.length);

    OpenedGzip opened = GzipOpener.open(wide, Texts.MAX_BYTES).orElseThrow();

    assertThat(wide.position()).isEqualTo(7);
    assertThat(wide.limit()).isEqualTo(7 + file.length);
    assertThat(opened.text()).isEqualTo(Texts.buffer(TEXT));
  }

  @Test
  void theTextOfAKnownFileIsInflatedIntoABufferOfItsLength() throws IOException {
    byte[] file = joined(Texts.made(TEXT, Encoder.gnu(9)), Texts.made(TEXT, Encoder.gnu(1)));
    ByteBuffer into = ByteBuffer.allocateDirect(2 * TEXT.length);

    GzipOpener.inflate(Texts.buffer(file), into);

    assertThat(into).isEqualTo(Texts.buffer(joined(TEXT, TEXT)));
  }

  @Test
  void aKnownFileWithATextOfAnotherLengthIsRefused() throws IOException {
    byte[] file = Texts.made(TEXT, Encoder.gnu(9));

    for (int length : List.of(0, TEXT.length - 1, TEXT.length + 1)) {
      ByteBuffer into = ByteBuffer.allocate(length);
      assertThatThrownBy(() -> GzipOpener.inflate(Texts.buffer(file), into))
          .isInstanceOf(IntegrityException.class)
          .hasMessageContaining("a text of " + length);
    }
  }

  @Test
  void manyThreadsOpenAndMakeAtOnce() throws Exception {
    List<byte[]> files =
        List.of(
            Texts.made(Texts.prose(200_000), Encoder.gnu(9)),
            Texts.made(Texts.random(90_000), Encoder.zlib(6, 8)),
            Texts.made(new byte[100_000], Encoder.zlib(9, 9)));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<OpenedGzip>> all =
          IntStream.range(0, 30)
              .mapToObj(i -> threads.submit(() -> Reopening.open(files.get(i % 3), "file " + i)))
              .toList();
      for (Future<OpenedGzip> one : all) {
        finish(one);
      }
    }
  }

  private static void finish(Future<OpenedGzip> one) throws InterruptedException {
    try {
      assertThat(one.get()).isNotNull();
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    }
  }

  private static Optional<OpenedGzip> open(byte[] file) {
    return GzipOpener.open(ByteBuffer.wrap(file), Texts.MAX_BYTES);
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
