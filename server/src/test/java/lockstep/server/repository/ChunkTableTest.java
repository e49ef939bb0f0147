package lockstep.server.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import lockstep.images.ContentHash;
import org.junit.jupiter.api.Test;

class ChunkTableTest {
  @Test
  void everyChunkIsFoundWhereItWasPutAndNoOther() {
    ChunkTable table = new ChunkTable();
    for (int i = 0; i < 50_000; i++) {
      assertThat(table.find(hash(i))).isEqualTo(ChunkTable.ABSENT);
      assertThat(table.add(hash(i), i % 7, i * 3_000_000_000L, i + 1)).isEqualTo(i);
    }
    for (int i = 0; i < 50_000; i++) {
      int number = table.find(hash(i));
      assertThat(number).isEqualTo(i);
      assertThat(table.pack(number)).isEqualTo(i % 7);
      assertThat(table.offset(number)).isEqualTo(i * 3_000_000_000L);
      assertThat(table.storedLength(number)).isEqualTo(i + 1);
    }
    assertThat(table.find(hash(50_000))).isEqualTo(ChunkTable.ABSENT);
  }

  @Test
  void hashesThatMeetInTheIndexAreKeptApart() {
    ChunkTable table = new ChunkTable();
    for (int i = 0; i < 3000; i++) {
      table.add(new ContentHash(1, i, 0, 0), 0, i, 1);
    }
    for (int i = 0; i < 3000; i++) {
      assertThat(table.offset(table.find(new ContentHash(1, i, 0, 0)))).isEqualTo(i);
    }
    assertThat(table.find(new ContentHash(1, 0, 0, 1))).isEqualTo(ChunkTable.ABSENT);
  }

  private static ContentHash hash(int seed) {
    byte[] bytes = new byte[ContentHash.BYTES];
    new Random(seed).nextBytes(bytes);
    return ContentHash.fromBytes(ByteBuffer.wrap(bytes).putInt(0, seed).array());
  }
}
