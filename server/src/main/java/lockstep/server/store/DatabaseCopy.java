package lockstep.server.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import lockstep.images.ContentHash;
import lockstep.images.IntegrityException;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/// Copies the tables of a data directory, whether a server uses it or not.
///
///     the shape of the database is noted: which files it consists of       [1]
///     it is opened to read, which also reads the log as far as it goes      [2]
///     its shape is what it was, or all begins anew                          [3]
///     every pair goes to a new database                                    [4]
///     which is read back, and has the same pairs                           [5]
///
/// RocksDB first adds to its list of files, then removes one. So where the list is the same at [3] as at [1], no file of those that
/// it names went missing at [2]. All files are held open from then on: what is read at [4] is one instant between [1] and [3], and
/// whatever was acknowledged before [1] is in it.
public final class DatabaseCopy {
  private static final int MOST_TRIES = 50;
  private static final int BATCH = 1000;

  private DatabaseCopy() {}

  /// @param data a server's data directory
  /// @param target another, which has no database yet
  /// @throws NoSuchFileException when there is no database
  public static void make(Path data, Path target) throws IOException {
    RocksDB.loadLibrary();
    Path folder = data.resolve(Database.FOLDER);
    for (int i = 0; i < MOST_TRIES; i++) {
      Shape shape = Shape.of(folder);
      try (Tables source = Tables.open(folder)) {
        if (Shape.of(folder).equals(shape)) {
          copy(source, target.resolve(Database.FOLDER));
          return;
        }
      } catch (RocksDBException e) {
        if (Shape.of(folder).equals(shape)) {
          throw Table.failed("copied", e);
        }
      }
    }
    throw new IOException("the database changed its files whenever it was to be read; try again");
  }

  /// What the database consists of. Writing to it makes its log longer, which is no change of shape.
  private record Shape(String list, long listBytes, TreeSet<String> logs) {
    static Shape of(Path folder) throws IOException {
      while (true) {
        String list =
            Files.readString(folder.resolve("CURRENT"), StandardCharsets.US_ASCII).strip();
        TreeSet<String> logs = new TreeSet<>();
        try (Stream<Path> files = Files.list(folder)) {
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".log"))
              .forEach(logs::add);
        }
        try {
          return new Shape(list, Files.size(folder.resolve(list)), logs);
        } catch (NoSuchFileException e) {
          if (list.equals(Files.readString(folder.resolve("CURRENT")).strip())) {
            throw e;
          } // else there is another list by now
        }
      }
    }
  }

  private static void copy(Tables source, Path folder) throws IOException, RocksDBException {
    Files.createDirectories(folder);
    ContentHash content = source.content();
    try (Options options = new Options().setCreateIfMissing(true);
        WriteOptions unlogged = new WriteOptions().setDisableWAL(true);
        FlushOptions flush = new FlushOptions().setWaitForFlush(true);
        RocksDB copy = RocksDB.open(options, folder.toString())) {
      for (ColumnFamilyHandle family : source.families) {
        boolean isDefault = family.getID() == 0;
        try (ColumnFamilyHandle own =
            isDefault
                ? copy.getDefaultColumnFamily()
                : copy.createColumnFamily(new ColumnFamilyDescriptor(family.getName()))) {
          source.copyTo(family, copy, own, unlogged);
          copy.flush(flush, own);
        }
      }
    }
    try (Tables made = Tables.open(folder)) {
      if (!made.content().equals(content)) {
        throw new IntegrityException("the copy of the database does not read as what was copied");
      }
    }
  }

  /// A database opened to read. Nothing in its folder is written to.
  private static final class Tables implements AutoCloseable {
    private final DBOptions options;
    private final RocksDB rocks;
    private final List<ColumnFamilyHandle> families;

    private Tables(DBOptions options, RocksDB rocks, List<ColumnFamilyHandle> families) {
      this.options = options;
      this.rocks = rocks;
      this.families = families;
    }

    static Tables open(Path folder) throws RocksDBException {
      List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
      try (Options plain = new Options()) {
        for (byte[] name : RocksDB.listColumnFamilies(plain, folder.toString())) {
          descriptors.add(new ColumnFamilyDescriptor(name));
        }
      }
      DBOptions options = new DBOptions();
      List<ColumnFamilyHandle> families = new ArrayList<>();
      try {
        return new Tables(
            options,
            RocksDB.openReadOnly(options, folder.toString(), descriptors, families),
            families);
      } catch (RocksDBException e) {
        options.close();
        throw e;
      }
    }

    /// The digest of all pairs of all tables.
    ContentHash content() throws RocksDBException {
      MessageDigest digest = ContentHash.sha256();
      for (ColumnFamilyHandle family : families) {
        digest.update(family.getName());
        forEach(
            family,
            (key, value) -> {
              digest.update(lengths(key, value));
              digest.update(key);
              digest.update(value);
            });
      }
      return ContentHash.of(digest);
    }

    private static byte[] lengths(byte[] key, byte[] value) {
      return (key.length + " " + value.length + " ").getBytes(StandardCharsets.US_ASCII);
    }

    void copyTo(
        ColumnFamilyHandle family, RocksDB copy, ColumnFamilyHandle own, WriteOptions options)
        throws RocksDBException {
      try (WriteBatch batch = new WriteBatch()) {
        forEach(
            family,
            (key, value) -> {
              batch.put(own, key, value);
              if (batch.count() >= BATCH) {
                copy.write(options, batch);
                batch.clear();
              }
            });
        copy.write(options, batch);
      }
    }

    private interface Pairs {
      void pair(byte[] key, byte[] value) throws RocksDBException;
    }

    private void forEach(ColumnFamilyHandle family, Pairs taker) throws RocksDBException {
      try (ReadOptions reading = new ReadOptions().setFillCache(false);
          RocksIterator pairs = rocks.newIterator(family, reading)) {
        for (pairs.seekToFirst(); pairs.isValid(); pairs.next()) {
          taker.pair(pairs.key(), pairs.value());
        }
        pairs.status(); // an iterator that met an error also just ends
      }
    }

    @Override
    public void close() {
      families.forEach(ColumnFamilyHandle::close);
      rocks.close();
      options.close();
    }
  }
}
