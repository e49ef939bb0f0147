package lockstep.agent.source;

import java.io.IOException;
import java.util.Optional;

/// A repository's objects, by their path: parts of letters, digits, `.`, `_` and `-`, between slashes.
///
/// Safe for many threads, and made for many reads at once. Every call blocks; an interrupt ends it with an
/// [java.io.InterruptedIOException]. What comes back is not verified.
public interface RepositorySource extends AutoCloseable {
  /// A whole object.
  ///
  /// @return empty when the repository has none of this path
  /// @throws lockstep.images.IntegrityException when it is longer than `maxBytes`
  /// @throws IOException when the repository cannot tell
  Optional<byte[]> small(String path, int maxBytes) throws IOException;

  /// Hands `length` bytes from `offset` on to `sink`: each once, in order, on the calling thread, never more. When it
  /// fails the sink has had some of them. An exception of the sink ends the read and is thrown as it is.
  ///
  /// @throws lockstep.images.IntegrityException when the object is shorter
  /// @throws GoneException when the repository has no such object
  /// @throws IOException when it cannot be reached
  void read(String path, long offset, long length, ByteSink sink) throws IOException;

  /// What all calls have cost so far.
  Traffic traffic();

  /// Ends what is still being read.
  @Override
  void close();
}
