package lockstep.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import lockstep.images.tree.MountedFilesystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The disk of the data directory is full, then there is space again.
class FullDiskTest {
  private static final int VALUE_BYTES = 32 << 10;
  private static final int WRITERS = 4;

  /// What is left to the database at first.
  private static final long LEFT = 24L << 20;

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

  @TempDir Path scratch;
  private final Random random = new Random(1);
  private int next;

  private static byte[] key(int number) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
  }

  private synchronized int number() {
    return next++;
  }

  private synchronized byte[] value() {
    byte[] value = new byte[VALUE_BYTES];
    random.nextBytes(value);
    return value;
  }

  private static void allocate(Path file, long bytes) throws Exception {
    int exit =
        new ProcessBuilder("fallocate", "-l", Long.toString(bytes), file.toString())
            .inheritIO()
            .start()
            .waitFor();
    assertThat(exit).isZero();
  }

  /// Several at once, so that groups of writes fail together.
  ///
  /// @return what was acknowledged before the first that failed
  private Set<Integer> writeUntilFull(Table<byte[], byte[]> table) throws Exception {
    Set<Integer> written = new TreeSet<>();
    AtomicBoolean full = new AtomicBoolean();
    try (ExecutorService writers = Executors.newFixedThreadPool(WRITERS)) {
      for (int i = 0; i < WRITERS; i++) {
        writers.execute(() -> {
          while (!full.get()) {
            int number = number();
            try {
              table.put(key(number), value());
              synchronized (written) {
                written.add(number);
              }
            } catch (IOException e) {
              full.set(true);
            }
          }
        });
      }
    }
    return written;
  }

  @Test
  void whatWasAcknowledgedIsThereAndWritingGoesOnOnceThereIsSpace() throws Exception {
    Set<Integer> written;
    try (MountedFilesystem disk = MountedFilesystem.ext4WithInodes(scratch, 1000)) {
      Path data = disk.root().resolve("data");
      Path ballast = disk.root().resolve("ballast");
      long free = disk.root().toFile().getUsableSpace();
      allocate(ballast, free - LEFT);
      try (Database database = Database.open(data)) {
        Table<byte[], byte[]> table = database.table("t", new Bytes(), new Bytes());
        written = writeUntilFull(table);
        assertThat(written).hasSizeGreaterThan(100);

        Files.delete(ballast);

        int last = number();
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (true) {
          try {
            table.put(key(last), value());
            break;
          } catch (IOException e) {
            assertThat(System.nanoTime()).as("still refused: %s", e).isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
          }
        }
        written.add(last);
        for (int number : written) {
          assertThat(table.get(key(number))).as("" + number).isPresent();
        }
      }
      try (Database database = Database.open(data)) {
        Table<byte[], byte[]> table = database.table("t", new Bytes(), new Bytes());
        for (int number : written) {
          assertThat(table.get(key(number))).as("" + number).isPresent();
        }
      }
    }
  }
}
