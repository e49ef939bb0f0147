package lockstep.server.store;

import java.util.Optional;

/// What becomes of a key, and what there is to say of it.
///
/// @param value the key's from now on; empty leaves everything as it is
public record Change<V, R>(Optional<V> value, R result) {
  public static <V, R> Change<V, R> to(V value, R result) {
    return new Change<>(Optional.of(value), result);
  }

  public static <V, R> Change<V, R> none(R result) {
    return new Change<>(Optional.empty(), result);
  }
}
