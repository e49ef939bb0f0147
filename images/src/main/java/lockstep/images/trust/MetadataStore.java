package lockstep.images.trust;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import lockstep.images.ContentHash;

/// What a client trusts, file by file, as it was received. For one thread.
interface MetadataStore {
  /// Room for `.` before and `.json.tmp` behind, within the 255 bytes Linux allows.
  int MAX_QUOTED_ROLE = 200;

  /// Any role name becomes one harmless file name, different names different ones.
  static String fileOf(String role) {
    String quoted = Naming.quoted(role);
    if (quoted.length() > MAX_QUOTED_ROLE) {
      quoted = "%" + ContentHash.of(role.getBytes(StandardCharsets.UTF_8));
    }
    return quoted + ".json";
  }

  /// Empty when the file is absent or longer than it could be.
  Optional<byte[]> read(String file, int maxBytes) throws IOException;

  boolean holds(String file);

  /// As durable as the store is when it returns; a crash before leaves the former content.
  void write(String file, byte[] content) throws IOException;

  void delete(String file) throws IOException;

  /// Forgets everything.
  void clear() throws IOException;
}
