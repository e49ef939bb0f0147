package lockstep.images.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import lockstep.images.ContentHash;
import lockstep.images.ImageId;
import lockstep.images.IntegrityException;
import org.junit.jupiter.api.Test;

class DeltaIndexTest {
  private static final ImageId FROM = new ImageId(ContentHash.of(new byte[] {1}));
  private static final ImageId TO = new ImageId(ContentHash.of(new byte[] {2}));
  private static final byte[] OBJECT = new byte[5000];
  private static final List<ContentHash> DIGESTS =
      List.of(
          ContentHash.of(Arrays.copyOf(OBJECT, 4096)),
          ContentHash.of(Arrays.copyOf(OBJECT, 5000 - 4096)));
  private static final DeltaHeader HEADER = header(5000, 2);
  private static final List<DeltaRecord> RECORDS =
      List.of(
          new DeltaRecord(3, ContentHash.EMPTY, 0, 0, 1000),
          new DeltaRecord(7, ContentHash.EMPTY, 9, 1000, 4000));

  private static DeltaHeader header(long bytes, long records) {
    return new DeltaHeader(FROM, TO, bytes, 4096, DIGESTS, records);
  }

  @Test
  void recordsComeBackInOrder() throws IOException {
    assertThat(read(write(HEADER, RECORDS))).isEqualTo(RECORDS);
  }

  @Test
  void aDeltaWithoutRecordsIsPossible() throws IOException {
    assertThat(read(write(new DeltaHeader(FROM, TO, 0, 4096, List.of(), 0), List.of()))).isEmpty();
  }

  @Test
  void eachBlockIsVerifiedByItself() throws IOException {
    HEADER.verifyBlock(0, ByteBuffer.wrap(OBJECT, 0, 4096));
    HEADER.verifyBlock(1, ByteBuffer.wrap(OBJECT, 4096, 904));
    byte[] damaged = OBJECT.clone();
    damaged[4999] = 1;
    HEADER.verifyBlock(0, ByteBuffer.wrap(damaged, 0, 4096));
    assertThatThrownBy(() -> HEADER.verifyBlock(1, ByteBuffer.wrap(damaged, 4096, 904)))
        .isInstanceOf(IntegrityException.class)
        .hasMessageContaining("block 1");
    assertThatThrownBy(() -> HEADER.verifyBlock(1, ByteBuffer.wrap(OBJECT, 4096, 903)))
        .isInstanceOf(IntegrityException.class);
  }

  @Test
  void blocksThatDoNotCoverTheObjectAreRefused() {
    assertThatThrownBy(() -> header(2 * 4096 + 1, 2)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> header(4096, 2)).isInstanceOf(IllegalArgumentException.class);
    assertThat(header(4097, 2).blockLength(1)).isEqualTo(1);
    assertThat(header(8192, 2).blockLength(1)).isEqualTo(4096);
  }

  @Test
  void recordsThatOverlapLeaveGapsOrRunBackAreRefused() {
    DeltaRecord first = RECORDS.getFirst();
    for (DeltaRecord second :
        List.of(
            new DeltaRecord(3, ContentHash.EMPTY, 9, 1000, 4000),
            new DeltaRecord(2, ContentHash.EMPTY, 9, 1000, 4000),
            new DeltaRecord(7, ContentHash.EMPTY, 9, 999, 4001),
            new DeltaRecord(7, ContentHash.EMPTY, 9, 1001, 3999),
            new DeltaRecord(7, ContentHash.EMPTY, 9, 1000, 4001),
            new DeltaRecord(7, ContentHash.EMPTY, 9, 1000, 0),
            new DeltaRecord(7, ContentHash.EMPTY, -1, 1000, 4000),
            new DeltaRecord(7, ContentHash.EMPTY, PrefixPatch.MAX_FILE_BYTES + 1, 1000, 4000))) {
      assertThatThrownBy(() -> write(HEADER, List.of(first, second)))
          .isInstanceOf(IntegrityException.class);
    }
  }

  @Test
  void fewerRecordsThanSaidAreRefused() {
    assertThatThrownBy(() -> write(HEADER, RECORDS.subList(0, 1)))
        .isInstanceOf(IntegrityException.class);
    assertThatThrownBy(() -> write(header(5000, 1), RECORDS))
        .isInstanceOf(IntegrityException.class);
  }

  @Test
  void anIndexCutAnywhereIsRefused() throws IOException {
    byte[] whole = write(HEADER, RECORDS);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(cut)).isInstanceOf(IntegrityException.class);
    }
  }

  private static byte[] write(DeltaHeader header, List<DeltaRecord> records) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    DeltaIndexWriter writer = new DeltaIndexWriter(out, header);
    for (DeltaRecord record : records) {
      writer.add(record);
    }
    writer.finish();
    return out.toByteArray();
  }

  private static List<DeltaRecord> read(byte[] index) throws IOException {
    List<DeltaRecord> records = new ArrayList<>();
    try (DeltaIndexReader reader = DeltaIndexReader.open(new ByteArrayInputStream(index))) {
      assertThat(reader.header().to()).isEqualTo(TO);
      for (DeltaRecord record = reader.next(); record != null; record = reader.next()) {
        records.add(record);
      }
    }
    return records;
  }
}
