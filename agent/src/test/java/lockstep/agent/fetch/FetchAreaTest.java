package lockstep.agent.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import lockstep.agent.fetch.Ranges.Range;
import lockstep.images.ContentHash;
import lockstep.images.IntegrityException;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetchAreaTest {
  private static final String PACK = "packs/0a.pack";
  private static final int PART = 4000;

  @TempDir Path directory;
  private final byte[] pack = new byte[40_000_000];
  private final List<Range> requests = Collections.synchronizedList(new ArrayList<>());
  private final List<String> blamed = Collections.synchronizedList(new ArrayList<>());

  FetchAreaTest() {
    new SplittableRandom(3).nextBytes(pack);
  }

  /// Says what `bytes` holds.
  private RangeReader says(byte[] bytes) {
    return (_, offset, length, sink) -> {
      requests.add(new Range(offset, length));
      for (long at = offset; at < offset + length; at += 50_000) {
        int size = (int) Math.min(50_000, offset + length - at);
        sink.accept(ByteBuffer.wrap(bytes, (int) at, size));
      }
    };
  }

  /// Says so much of the truth, then that there is no more.
  private RangeReader endsAfter(int count, IOException end) {
    return (_, offset, length, sink) -> {
      requests.add(new Range(offset, length));
      sink.accept(ByteBuffer.wrap(pack, (int) offset, (int) Math.min(length, count)));
      throw end;
    };
  }

  private static ProblemException cut() {
    return new ProblemException(new Problem("E-SOURCE", "", "cut", ""));
  }

  private byte[] wrongAt(int... places) {
    byte[] wrong = pack.clone();
    for (int place : places) {
      wrong[place] ^= 1;
    }
    return wrong;
  }

  /// Asked in this order; the last is the origin.
  private Sources in(RangeReader... readers) {
    List<Sources.Source> all = new ArrayList<>();
    for (int i = 0; i < readers.length; i++) {
      all.add(new Sources.Source(i == readers.length - 1 ? "" : "mirror-" + i, readers[i]));
    }
    return new Sources() {
      @Override
      public List<Source> inOrder() {
        return all.stream().filter(source -> !blamed.contains(source.name())).toList();
      }

      @Override
      public List<Source> known() {
        return all;
      }

      @Override
      public void failed(Source source, String object, IOException found) {
        blamed.add(source.name());
      }
    };
  }

  private byte[] part(int offset, int length) {
    return Arrays.copyOfRange(pack, offset, offset + length);
  }

  /// Uses a part as everybody does: by its hash.
  private byte[] use(FetchArea area, int offset, int length) throws IOException {
    return area.use(
        PACK,
        offset,
        length,
        bytes -> {
          byte[] found = new byte[bytes.remaining()];
          bytes.get(found);
          if (!ContentHash.of(found).equals(ContentHash.of(part(offset, length)))) {
            throw new IntegrityException("not the part");
          }
          return found;
        });
  }

  private void useAll(FetchArea area, int length) throws IOException {
    for (int at = 0; at < length; at += PART) {
      assertThat(use(area, at, PART)).isEqualTo(part(at, PART));
    }
  }

  private static void wantAll(FetchArea area, int length) {
    for (int at = 0; at < length; at += PART) {
      area.want(PACK, at, PART);
    }
  }

  @Test
  void partsThatAreCloseComeInOneRequestAndLongRunsInSeveral() throws IOException {
    try (FetchArea area = new FetchArea(directory, says(pack))) {
      area.want(PACK, 0, 1000);
      area.want(PACK, 30_000, 1000);
      area.want(PACK, 100_000, 1000);
      assertThat(area.missingBytes()).isEqualTo(32_000);
      area.fetch(_ -> {});
      assertThat(requests)
          .containsExactlyInAnyOrder(new Range(0, 31_000), new Range(100_000, 1000));
      assertThat(use(area, 30_000, 1000)).isEqualTo(part(30_000, 1000));
      assertThat(requests).hasSize(2);

      wantAll(area, pack.length);
      AtomicLong told = new AtomicLong();
      long missing = area.missingBytes();
      area.fetch(told::addAndGet);
      assertThat(told).hasValue(missing);
      assertThat(requests).hasSizeLessThanOrEqualTo(2 + 6);
      useAll(area, pack.length);
    }
  }

  @Test
  void whatCameOfALongPartIsNotFetchedAgain() throws IOException {
    int length = 2_000_000;
    try (FetchArea area = new FetchArea(directory, endsAfter(1_500_000, cut()))) {
      area.want(PACK, 0, length);
      assertThatThrownBy(() -> area.fetch(_ -> {})).isInstanceOf(ProblemException.class);
    }
    requests.clear();
    try (FetchArea area = new FetchArea(directory, says(pack))) {
      area.want(PACK, 0, length);
      assertThat(area.missingBytes()).isEqualTo(length - 1_500_000);
      assertThat(use(area, 0, length)).isEqualTo(part(0, length));
    }
    assertThat(requests).containsExactly(new Range(1_500_000, length - 1_500_000));
  }

  @Test
  void whatNobodyAsksForAnyMoreIsRemoved() throws IOException {
    try (FetchArea area = new FetchArea(directory, says(pack))) {
      area.want(PACK, 0, PART);
      area.fetch(_ -> {});
      area.want("packs/other", 0, PART);
      area.fetch(_ -> {});
    }
    try (FetchArea area = new FetchArea(directory, says(pack))) {
      area.want(PACK, 0, PART);
      area.removeOthers();
      assertThat(area.missingBytes()).isZero();
      area.want("packs/other", 0, PART);
      assertThat(area.missingBytes()).isEqualTo(PART);
    }
  }

  @Test
  void whatCameBeforeACutIsNotFetchedAgainByALaterRun() throws IOException {
    int length = 3_000_000;
    long fetched = 0;
    int runs = 0;
    for (boolean done = false; !done; runs++) {
      AtomicLong told = new AtomicLong();
      try (FetchArea area = new FetchArea(directory, endsAfter(700_000, cut()))) {
        wantAll(area, length);
        area.fetch(told::addAndGet);
        done = true;
      } catch (ProblemException e) {
        done = told.get() == 0;
      }
      fetched += told.get();
      assertThat(runs).isLessThan(10);
    }
    assertThat(fetched).isEqualTo(length);
    try (FetchArea area = new FetchArea(directory, says(new byte[length]))) {
      useAll(area, length);
    }
  }

  @Test
  void aMirrorThatStopsIsTakenUpByTheNextSourceWhereItStopped() throws IOException {
    try (FetchArea area = new FetchArea(directory, in(endsAfter(1500, cut()), says(pack)))) {
      assertThat(use(area, 0, PART)).isEqualTo(part(0, PART));
    }
    assertThat(requests).containsExactly(new Range(0, PART), new Range(1500, PART - 1500));
    assertThat(blamed).containsExactly("mirror-0");
  }

  @Test
  void aPartThatIsCutAfterAnyByteIsTakenUpThere() throws IOException {
    int length = 600;
    for (int cut = 0; cut < length; cut++) {
      requests.clear();
      blamed.clear();
      Path folder = Files.createDirectory(directory.resolve(Integer.toString(cut)));
      try (FetchArea area = new FetchArea(folder, in(endsAfter(cut, cut()), says(pack)))) {
        assertThat(use(area, 0, length)).isEqualTo(part(0, length));
      }
      assertThat(requests)
          .as("cut after %d", cut)
          .containsExactly(new Range(0, length), new Range(cut, length - cut));
    }
  }

  @Test
  void aMirrorThatLiesAboutLengthsIsNotBelievedAboutBytes() throws IOException {
    IntegrityException lie = new IntegrityException("shorter");
    try (FetchArea area = new FetchArea(directory, in(endsAfter(1500, lie), says(pack)))) {
      assertThat(use(area, 0, PART)).isEqualTo(part(0, PART));
    }
    assertThat(requests).containsExactly(new Range(0, PART), new Range(0, PART));
  }

  @Test
  void aMirrorThatIsRightSparesTheOrigin() throws IOException {
    RangeReader origin =
        (_, _, _, _) -> {
          throw new AssertionError("nobody needs it");
        };
    try (FetchArea area = new FetchArea(directory, in(says(pack), origin))) {
      wantAll(area, 100_000);
      area.fetch(_ -> {});
      useAll(area, 100_000);
    }
    assertThat(blamed).isEmpty();
  }

  @Test
  void whoSentAWrongBitIsFoundAndOnlyThatPartIsSentAgain() throws IOException {
    try (FetchArea area = new FetchArea(directory, in(says(wrongAt(50_000)), says(pack)))) {
      wantAll(area, 100_000);
      area.fetch(_ -> {});
      useAll(area, 100_000);
    }
    assertThat(blamed).containsExactly("mirror-0");
    assertThat(requests).containsExactly(new Range(0, 100_000), new Range(48_000, PART));
  }

  @Test
  void aMirrorFullOfNoiseCostsFewRequests() throws IOException {
    byte[] noise = new byte[pack.length];
    new SplittableRandom(4).nextBytes(noise);
    try (FetchArea area = new FetchArea(directory, in(says(noise), says(pack)))) {
      wantAll(area, pack.length);
      area.fetch(_ -> {});
      requests.clear();
      useAll(area, pack.length);
    }
    assertThat(requests).hasSizeLessThan(15);
    assertThat(requests.stream().mapToLong(Range::length).sum()).isLessThan(pack.length + 100_000);
  }

  @Test
  void aLieIsRememberedAcrossRuns() throws IOException {
    RangeReader liar = says(wrongAt(50_000));
    try (FetchArea area = new FetchArea(directory, in(liar, says(pack)))) {
      wantAll(area, 100_000);
      area.fetch(_ -> {});
    }
    try (FetchArea area = new FetchArea(directory, in(liar, says(pack)))) {
      useAll(area, 100_000);
    }
    assertThat(blamed).containsExactly("mirror-0");
  }

  @Test
  void ofSeveralMirrorsTheLiarIsBlamed() throws IOException {
    RangeReader stops = endsAfter(60_000, cut());
    try (FetchArea area =
        new FetchArea(directory, in(stops, says(wrongAt(70_000)), says(pack), says(pack)))) {
      wantAll(area, 100_000);
      area.fetch(_ -> {});
      useAll(area, 100_000);
    }
    assertThat(blamed).containsExactly("mirror-0", "mirror-1");
  }

  @Test
  void aCheckThatFailsOnTheRightBytesBlamesNobody() throws IOException {
    try (FetchArea area = new FetchArea(directory, in(says(pack), says(pack)))) {
      IntegrityException own = new IntegrityException("the base is another");
      assertThatThrownBy(() ->
              area.use(
                  PACK,
                  0,
                  PART,
                  _ -> {
                    throw own;
                  }))
          .isSameAs(own);
    }
    assertThat(blamed).isEmpty();
    assertThat(requests).hasSize(2);
  }

  @Test
  void anOriginThatIsWrongIsStoodInForByAMirror() throws IOException {
    RangeReader origin = says(wrongAt(100));
    try (FetchArea area = new FetchArea(directory, in(origin))) {
      assertThatThrownBy(() -> use(area, 0, PART)).isInstanceOf(IntegrityException.class);
    }
    try (FetchArea area = new FetchArea(directory, in(says(pack), origin))) {
      assertThat(use(area, 0, PART)).isEqualTo(part(0, PART));
    }
    assertThat(blamed).containsExactly("");
  }

  @Test
  void aMirrorStandsInForAnOriginThatCannotBeAsked() throws IOException {
    try (FetchArea area =
        new FetchArea(directory, in(says(wrongAt(100)), says(pack), endsAfter(0, cut())))) {
      assertThat(use(area, 0, PART)).isEqualTo(part(0, PART));
    }
    assertThat(blamed).containsExactly("mirror-0");
  }

  @Test
  void aCopyThatWasDamagedHereIsFetchedAgainFromItsOwnSource() throws IOException {
    List<byte[]> says = new ArrayList<>(List.of(wrongAt(100), pack));
    RangeReader origin =
        (object, offset, length, sink) ->
            says(says.removeFirst()).read(object, offset, length, sink);
    try (FetchArea area = new FetchArea(directory, in(origin))) {
      assertThat(use(area, 0, PART)).isEqualTo(part(0, PART));
    }
    assertThat(blamed).isEmpty();
  }

  @Test
  void aDispensableObjectThatIsMissingIsAskedForOnce() throws IOException {
    try (FetchArea area = new FetchArea(directory, in(endsAfter(0, cut())))) {
      area.dispensable(PACK);
      area.want(PACK, 0, PART);
      area.fetch(_ -> {});
      assertThat(area.isLost(PACK)).isTrue();
      assertThatThrownBy(() -> use(area, 0, PART)).isInstanceOf(IntegrityException.class);
      assertThat(requests).hasSize(1);
    }
    try (FetchArea area = new FetchArea(directory, in(endsAfter(0, cut())))) {
      area.want(PACK, 0, PART);
      assertThatThrownBy(() -> area.fetch(_ -> {})).hasMessageContaining("cut");
    }
  }
}
