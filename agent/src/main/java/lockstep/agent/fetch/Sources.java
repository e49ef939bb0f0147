package lockstep.agent.fetch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import lockstep.images.ContentHash;

/// Whom parts of objects may be had from. Safe for many threads.
public interface Sources {
  /// Somebody who has objects, or says so.
  ///
  /// @param name tells it from others, in later runs too
  record Source(String name, RangeReader reader) {
    /// Stands for the name in notes.
    long mark() {
      return ContentHash.of(name.getBytes(StandardCharsets.UTF_8)).w0();
    }
  }

  /// Those to ask now, best first, at least one. The last is the origin: what it says is what the repository holds.
  List<Source> inOrder();

  /// All, whether or not they are to be asked now.
  List<Source> known();

  /// A source did not deliver, or what it delivered proved wrong; another one is turned to. May be told more than once.
  ///
  /// @param found what was met
  /// @throws IOException when that cannot be remembered
  void failed(Source source, String object, IOException found) throws IOException;

  /// A repository without mirrors.
  static Sources only(RangeReader origin) {
    List<Source> one = List.of(new Source("", origin));
    return new Sources() {
      @Override
      public List<Source> inOrder() {
        return one;
      }

      @Override
      public List<Source> known() {
        return one;
      }

      @Override
      public void failed(Source source, String object, IOException found) {
        // There is no other to turn to.
      }
    };
  }
}
