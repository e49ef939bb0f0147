package lockstep.images.tree;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import lockstep.excludes.Bytes;

/// The bytes behind a `Path`, whatever the locale of the process: only its URI form tells them.
public final class PathBytes {
  private PathBytes() {}

  public static Bytes of(Path path) {
    String raw = path.toUri().getRawPath();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '%') {
        bytes.write(Integer.parseInt(raw, i + 1, i + 3, 16));
        i += 2;
      } else {
        bytes.write(c);
      }
    }
    return withoutTrailingSlash(bytes.toByteArray());
  }

  private static Bytes withoutTrailingSlash(byte[] path) {
    int length = path.length > 1 && path[path.length - 1] == '/' ? path.length - 1 : path.length;
    return Bytes.copyOf(path, 0, length);
  }
}
