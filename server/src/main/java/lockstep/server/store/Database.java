package lockstep.server.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteOptions;

/// The tables of one data directory. Safe for many threads; close it when no thread uses a table any more.
public final class Database implements AutoCloseable {
  static final String FOLDER = "db";
  private static final long WRITE_BUFFER_BYTES = 16 << 20;

  /// A table that is hardly ever written to would otherwise keep the log of all others until hundreds of megabytes.
  private static final long LOG_BYTES = 64 << 20;

  private final DirectoryLock lock;
  private final DBOptions options;
  private final ColumnFamilyOptions familyOptions;
  private final WriteOptions synced = new WriteOptions().setSync(true);
  private final RocksDB rocks;
  private final GroupCommit commit;
  private final Map<String, ColumnFamilyHandle> families = new HashMap<>();

  private Database(DirectoryLock lock, Path folder) throws RocksDBException {
    this.lock = lock;
    this.options =
        new DBOptions()
            .setCreateIfMissing(true)
            .setMaxTotalWalSize(LOG_BYTES)
            .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
            .setKeepLogFileNum(2);
    this.familyOptions = new ColumnFamilyOptions().setWriteBufferSize(WRITE_BUFFER_BYTES);
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    this.rocks = RocksDB.open(options, folder.toString(), present(folder), handles);
    for (ColumnFamilyHandle handle : handles) {
      families.put(new String(handle.getName(), StandardCharsets.UTF_8), handle);
    }
    this.commit = new GroupCommit(rocks, synced);
  }

  /// Opens the database below `directory`, which is made when it is missing.
  ///
  /// @throws ProblemException when another server has it open
  public static Database open(Path directory) throws IOException {
    Files.createDirectories(directory);
    DirectoryLock lock = DirectoryLock.take(directory);
    try {
      Path folder = directory.resolve(FOLDER);
      Files.createDirectories(folder);
      syncNames(directory);
      RocksDB.loadLibrary();
      return new Database(lock, folder);
    } catch (RocksDBException e) {
      lock.close();
      throw damaged(directory, e);
    } catch (IOException | RuntimeException | Error e) {
      lock.close();
      throw e;
    }
  }

  /// The process of the server that has `directory` open, if one has.
  public static Optional<Long> user(Path directory) throws IOException {
    return DirectoryLock.holder(directory);
  }

  /// The table called `name`, made when it is new.
  public synchronized <K, V> Table<K, V> table(String name, Codec<K> keys, Codec<V> values)
      throws IOException {
    ColumnFamilyHandle family = families.get(name);
    if (family == null) {
      family = create(name);
      families.put(name, family);
    }
    return new Table<>(rocks, family, commit, keys, values);
  }

  /// Writes all of this or, after a crash, nothing; durable when it returns.
  public void write(List<Writing> writings) throws IOException {
    commit.write(writings);
  }

  private ColumnFamilyHandle create(String name) throws IOException {
    try {
      return rocks.createColumnFamily(descriptor(name.getBytes(StandardCharsets.UTF_8)));
    } catch (RocksDBException e) {
      throw new IOException("the table " + name + " could not be made: " + e.getMessage(), e);
    }
  }

  /// RocksDB opens only when every table there is gets named.
  private List<ColumnFamilyDescriptor> present(Path folder) throws RocksDBException {
    List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
    try (Options plain = new Options()) {
      for (byte[] name : RocksDB.listColumnFamilies(plain, folder.toString())) {
        descriptors.add(descriptor(name));
      }
    }
    if (descriptors.isEmpty()) {
      descriptors.add(descriptor(RocksDB.DEFAULT_COLUMN_FAMILY));
    }
    return descriptors;
  }

  private ColumnFamilyDescriptor descriptor(byte[] name) {
    return new ColumnFamilyDescriptor(name, familyOptions);
  }

  private static ProblemException damaged(Path directory, RocksDBException e) {
    return new ProblemException(
        new Problem(
            "E-DATA",
            directory.toString(),
            "the database does not open: " + e.getMessage(),
            "check the disk and its free space; restore the directory from a backup if it is damaged"),
        e);
  }

  /// A database whose own directory is forgotten in a power cut has kept nothing.
  private static void syncNames(Path directory) throws IOException {
    try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
      names.force(true);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    commit.close();
    families.values().forEach(ColumnFamilyHandle::close);
    families.clear();
    rocks.close();
    synced.close();
    familyOptions.close();
    options.close();
    lock.close();
  }
}
