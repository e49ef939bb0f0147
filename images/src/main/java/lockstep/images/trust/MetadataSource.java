package lockstep.images.trust;

import java.io.IOException;
import java.util.Optional;

/// Where metadata files come from: a web server, a directory. What it answers is not believed.
///
/// Called by one thread at a time. An empty answer means the file is not there (404), and is not asked for again; an
/// `IOException` means that nobody could tell.
@FunctionalInterface
public interface MetadataSource {
  /// The file `fileName` of the repository's `metadata/`.
  ///
  /// @param fileName percent-encoded where need be: appended to an address, or used as a file name, as it is
  /// @param maxBytes never more than one byte beyond this is read; an answer that long is refused by the caller
  Optional<byte[]> fetch(String fileName, int maxBytes) throws IOException;
}
