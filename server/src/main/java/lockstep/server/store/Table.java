package lockstep.server.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import lockstep.images.IntegrityException;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/// Keys and their values. Safe for many threads; every write is durable when it returns.
public final class Table<K, V> {
  /// Takes one pair after another.
  public interface Visitor<K, V> {
    void visit(K key, V value) throws IOException;
  }

  /// A stripe is taken until its update is on disk, so there are more than updates are ever under way.
  private static final int STRIPES = 1 << 12;

  private final RocksDB rocks;
  private final ColumnFamilyHandle family;
  private final GroupCommit commit;
  private final Codec<K> keys;
  private final Codec<V> values;
  private final ReentrantLock[] stripes =
      Stream.generate(ReentrantLock::new).limit(STRIPES).toArray(ReentrantLock[]::new);

  Table(
      RocksDB rocks,
      ColumnFamilyHandle family,
      GroupCommit commit,
      Codec<K> keys,
      Codec<V> values) {
    this.rocks = rocks;
    this.family = family;
    this.commit = commit;
    this.keys = keys;
    this.values = values;
  }

  public Optional<V> get(K key) throws IOException {
    try {
      byte[] value = rocks.get(family, keys.encode(key));
      return value == null ? Optional.empty() : Optional.of(values.decode(value));
    } catch (RocksDBException e) {
      throw failed("read", e);
    }
  }

  public void put(K key, V value) throws IOException {
    commit.write(putting(key, value).write());
  }

  /// Forgets `key`, if it is there.
  public void remove(K key) throws IOException {
    commit.write(removing(key).write());
  }

  public Writing putting(K key, V value) {
    byte[] encodedKey = keys.encode(key);
    byte[] encodedValue = values.encode(value);
    return new Writing(batch -> batch.put(family, encodedKey, encodedValue));
  }

  public Writing removing(K key) {
    byte[] encodedKey = keys.encode(key);
    return new Writing(batch -> batch.delete(family, encodedKey));
  }

  /// Does to the value of `key` what `change` says. Two updates of one key happen one after the other; `change` runs under a
  /// lock and must not call the table.
  ///
  /// @return what `change` says of it
  public <R> R update(K key, Function<Optional<V>, Change<V, R>> change) throws IOException {
    return update(key, change::apply, _ -> {});
  }

  /// Decides about a key.
  public interface Decision<V, R> {
    Change<V, R> about(Optional<V> before) throws IOException;
  }

  /// The same.
  ///
  /// @param written is told a new value, or that there is none, once it is durable and before the next update of the key begins
  public <R> R update(K key, Decision<V, R> change, Consumer<Optional<V>> written)
      throws IOException {
    ReentrantLock stripe = stripes[Math.floorMod(key.hashCode(), STRIPES)];
    stripe.lock();
    try {
      Change<V, R> made = change.about(get(key));
      if (made.value().isPresent() || made.forgets()) {
        List<Writing> all = new ArrayList<>(made.also());
        all.add(made.value().map(value -> putting(key, value)).orElseGet(() -> removing(key)));
        commit.write(all);
        written.accept(made.value());
      }
      return made.result();
    } finally {
      stripe.unlock();
    }
  }

  /// Visits every pair, in the order of the keys' bytes, as they are at this moment.
  public void forEach(Visitor<K, V> visitor) throws IOException {
    try (ReadOptions options = new ReadOptions()) {
      walk(options, visitor, RocksIterator::seekToFirst);
    }
  }

  /// Visits the pairs from one key on, up to another and without it.
  public void forEach(K from, K to, Visitor<K, V> visitor) throws IOException {
    byte[] first = keys.encode(from);
    try (Slice end = new Slice(keys.encode(to));
        ReadOptions options = new ReadOptions().setIterateUpperBound(end)) {
      walk(options, visitor, pairs -> pairs.seek(first));
    }
  }

  private void walk(ReadOptions options, Visitor<K, V> visitor, Consumer<RocksIterator> start)
      throws IOException {
    try (RocksIterator pairs = rocks.newIterator(family, options)) {
      for (start.accept(pairs); pairs.isValid(); pairs.next()) {
        visitor.visit(keys.decode(pairs.key()), values.decode(pairs.value()));
      }
      pairs.status(); // an iterator that met an error also just ends
    } catch (RocksDBException e) {
      throw failed("read", e);
    }
  }

  static IOException failed(String done, RocksDBException e) {
    String message = "the database could not be " + done + ": " + e.getMessage();
    return e.getStatus() != null && e.getStatus().getCode() == org.rocksdb.Status.Code.Corruption
        ? new IntegrityException(message, e)
        : new IOException(message, e);
  }
}
