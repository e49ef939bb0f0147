package lockstep.server.gate;

import io.netty.handler.codec.http.HttpMethod;
import java.io.IOException;
import java.util.Optional;

/// One thing that can be asked for, and by whom.
///
/// @param path may hold one `{}`, which stands for one piece of a path
/// @param maxBodyBytes 0 where no body is taken
/// @param waits what an answer may wait for
record Route(
    HttpMethod method, String path, Access access, int maxBodyBytes, Wait waits, Desk desk) {
  enum Wait {
    FOR_THE_DISK,
    /// For somebody to say something, as long as a connection may be silent.
    FOR_A_WORD
  }

  Route(HttpMethod method, String path, Access access, int maxBodyBytes, Desk desk) {
    this(method, path, access, maxBodyBytes, Wait.FOR_THE_DISK, desk);
  }

  static Route listening(String path, Access access, Desk desk) {
    return new Route(HttpMethod.GET, path, access, 0, Wait.FOR_A_WORD, desk);
  }

  /// Answers; may wait for the disk.
  interface Desk {
    Reply answer(Call call) throws IOException;
  }

  private static final String HOLE = "{}";

  /// What stands in the place of `{}`, empty text where the route has none; nothing when it is another path.
  Optional<String> match(String asked) {
    int hole = path.indexOf(HOLE);
    if (hole < 0) {
      return path.equals(asked) ? Optional.of("") : Optional.empty();
    }
    String before = path.substring(0, hole);
    String after = path.substring(hole + HOLE.length());
    if (asked.length() <= before.length() + after.length()
        || !asked.startsWith(before)
        || !asked.endsWith(after)) {
      return Optional.empty();
    }
    String argument = asked.substring(hole, asked.length() - after.length());
    return argument.indexOf('/') < 0 ? Optional.of(argument) : Optional.empty();
  }

  /// HEAD is answered where GET is.
  boolean takes(HttpMethod asked) {
    return method.equals(asked) || (method.equals(HttpMethod.GET) && asked.equals(HttpMethod.HEAD));
  }

  String allowed() {
    return method.equals(HttpMethod.GET) ? "GET, HEAD" : method.name();
  }
}
