package lockstep.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseCopyTest {
  private static final int VALUE_BYTES = 256 << 10;

  private record Numbers() implements Codec<Integer> {
    @Override
    public byte[] encode(Integer value) {
      return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
    }

    @Override
    public Integer decode(byte[] bytes) {
      return ByteBuffer.wrap(bytes).getInt();
    }
  }

  private record Bytes() implements Codec<byte[]> {
    @Override
    public byte[] encode(byte[] value) {
      return value;
    }

    @Override
    public byte[] decode(byte[] bytes) {
      return bytes;
    }
  }

  @TempDir Path directory;

  private static Table<Integer, byte[]> table(Database database, String name) throws Exception {
    return database.table(name, new Numbers(), new Bytes());
  }

  /// So much is written that the database makes and drops files of its own all the time. Each write goes to two tables.
  @Test
  void aCopyDuringWritesHasWhatWasAcknowledgedBeforeAndNothingHalf() throws Exception {
    Path data = directory.resolve("data");
    AtomicInteger acknowledged = new AtomicInteger();
    AtomicBoolean over = new AtomicBoolean();
    try (Database database = Database.open(data);
        ExecutorService writers = Executors.newSingleThreadExecutor()) {
      Table<Integer, byte[]> left = table(database, "left");
      Table<Integer, byte[]> right = table(database, "right");
      Random random = new Random(3);
      Future<?> writing =
          writers.submit(() -> {
            for (int number = 1; !over.get(); number++) {
              byte[] value = new byte[VALUE_BYTES];
              random.nextBytes(value);
              int key = number % 200; // and much of it is overwritten
              byte[] counted = ByteBuffer.wrap(value).putInt(number).array();
              database.write(List.of(left.putting(key, counted), right.putting(key, counted)));
              acknowledged.set(number);
            }
            return null;
          });
      try {
        for (int round = 0; round < 5 || acknowledged.get() <= 200; round++) {
          int before = acknowledged.get();
          Path copy = directory.resolve("copy" + round);
          DatabaseCopy.make(data, copy);
          assertThat(newest(copy)).as("round " + round).isGreaterThanOrEqualTo(before);
        }
      } finally {
        over.set(true);
      }
      writing.get();
    }
    assertThat(acknowledged.get()).as("enough to fill several files").isGreaterThan(200);
  }

  /// Of a copy in which nothing is missing up to it.
  private static int newest(Path copy) throws Exception {
    int[] newest = {0};
    int[] pairs = {0};
    try (Database database = Database.open(copy)) {
      Table<Integer, byte[]> right = table(database, "right");
      table(database, "left")
          .forEach((key, value) -> {
            assertThat(right.get(key))
                .hasValueSatisfying(other -> assertThat(other).isEqualTo(value));
            newest[0] = Math.max(newest[0], ByteBuffer.wrap(value).getInt());
            pairs[0]++;
          });
      assertThat(pairs[0]).isEqualTo(Math.min(200, newest[0]));
      table(database, "left")
          .forEach((_, value) ->
              assertThat(ByteBuffer.wrap(value).getInt()).isGreaterThan(newest[0] - 200));
    }
    return newest[0];
  }

  @Test
  void aDatabaseThatNobodyUsesIsCopiedAsItWasLeft() throws Exception {
    Path data = directory.resolve("data");
    try (Database database = Database.open(data)) {
      table(database, "left").put(1, new byte[] {1});
      table(database, "right").put(2, new byte[] {2});
    }
    DatabaseCopy.make(data, directory.resolve("copy"));
    try (Database database = Database.open(directory.resolve("copy"))) {
      assertThat(table(database, "left").get(1)).isPresent();
      assertThat(table(database, "left").get(2)).isEmpty();
      assertThat(table(database, "right").get(2)).isPresent();
    }
  }

  @Test
  void whereThereIsNoDatabaseThereIsNothingToCopy() {
    assertThatThrownBy(() -> DatabaseCopy.make(directory, directory.resolve("copy")))
        .isInstanceOf(NoSuchFileException.class);
  }
}
