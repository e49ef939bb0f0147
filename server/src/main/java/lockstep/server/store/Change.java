package lockstep.server.store;

import java.util.List;
import java.util.Optional;

/// What becomes of a key, and what there is to say of it.
///
/// @param value the key's from now on; empty: it stays as it is, or is forgotten
/// @param forgets whether it is forgotten
/// @param also what is written in the same moment as it, and not without it
public record Change<V, R>(Optional<V> value, boolean forgets, R result, List<Writing> also) {
  public static <V, R> Change<V, R> to(V value, R result) {
    return new Change<>(Optional.of(value), false, result, List.of());
  }

  public static <V, R> Change<V, R> none(R result) {
    return new Change<>(Optional.empty(), false, result, List.of());
  }

  public static <V, R> Change<V, R> forgotten(R result) {
    return new Change<>(Optional.empty(), true, result, List.of());
  }

  public Change<V, R> with(List<Writing> more) {
    return new Change<>(value, forgets, result, more);
  }
}
