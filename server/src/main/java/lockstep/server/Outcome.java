package lockstep.server;

import java.util.List;
import java.util.stream.Stream;
import lockstep.images.json.Json;

/// What a command did, for scripts and for people.
///
/// @param lines for standard output, without `--json`
record Outcome(Json.Object json, List<String> lines, int exitCode) {
  static final int DONE = 0;
  static final int FAILED = 1;
  static final int DIFFERENT = 3;

  /// It did all it should.
  Outcome(Json.Object json, List<String> lines) {
    this(json, lines, DONE);
  }

  /// The same, and a line more for people.
  Outcome and(String line) {
    return new Outcome(json, Stream.concat(lines.stream(), Stream.of(line)).toList(), exitCode);
  }
}
