package lockstep.server.signing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The newest `N.root.json` of a repository's metadata: what machines that join now are told to trust.
public final class NewestRoot {
  private final long version;
  private final byte[] bytes;

  private NewestRoot(long version, byte[] bytes) {
    this.version = version;
    this.bytes = bytes;
  }

  public long version() {
    return version;
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  /// @param metadata a repository's own
  public static NewestRoot in(Path metadata) throws IOException {
    long version = 1;
    while (Files.exists(file(metadata, version + 1))) {
      version++;
    }
    return new NewestRoot(version, Files.readAllBytes(file(metadata, version)));
  }

  private static Path file(Path metadata, long version) {
    return metadata.resolve(version + ".root.json");
  }
}
