package lockstep.server.store;

import lockstep.images.IntegrityException;

/// One value, one form in bytes. Safe for many threads; `decode(encode(v))` equals `v`.
///
/// A key's codec also fixes the order of [Table#forEach], which is that of the unsigned bytes.
public interface Codec<T> {
  byte[] encode(T value);

  /// @throws IntegrityException when these bytes are no such value: the disk was damaged or a newer version wrote them
  T decode(byte[] bytes) throws IntegrityException;
}
