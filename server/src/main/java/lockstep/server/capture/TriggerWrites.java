package lockstep.server.capture;

import java.util.ArrayList;
import java.util.List;
import lockstep.excludes.Bytes;
import lockstep.excludes.ExcludeSet;
import lockstep.excludes.ExcludeSyntaxException;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/// The paths that an image's triggers regenerate: seeds, so that a machine's own result is no drift.
final class TriggerWrites {
  private final String file;

  private TriggerWrites(String file) {
    this.file = file;
  }

  /// @throws ProblemException `E-TRIGGER` with file, line and reason
  static ExcludeSet seedsOf(String file, Bytes content) throws ProblemException {
    return new TriggerWrites(file).read(content);
  }

  private ExcludeSet read(Bytes content) throws ProblemException {
    TomlParseResult toml = Toml.parse(content.utf8());
    for (TomlParseError error : toml.errors()) {
      throw bad(error.position(), String.valueOf(error.getMessage()));
    }
    Object triggers = toml.get("trigger");
    if (triggers == null) {
      return ExcludeSet.EMPTY;
    }
    if (!(triggers instanceof TomlArray array) || !allAre(TomlTable.class, array)) {
      throw bad(toml.inputPositionOf("trigger"), "'trigger' must be written [[trigger]]");
    }
    ExcludeSet seeds = ExcludeSet.EMPTY;
    for (int i = 0; i < array.size(); i++) {
      seeds = seeds.plus(seedsOf(array.getTable(i)));
    }
    return seeds;
  }

  private ExcludeSet seedsOf(TomlTable trigger) throws ProblemException {
    Object writes = trigger.get("writes");
    if (writes == null) {
      return ExcludeSet.EMPTY;
    }
    TomlPosition where = trigger.inputPositionOf("writes");
    if (!(writes instanceof TomlArray patterns) || !allAre(String.class, patterns)) {
      throw bad(where, "'writes' must be a list of patterns");
    }
    List<Bytes> lines = new ArrayList<>();
    for (int i = 0; i < patterns.size(); i++) {
      lines.add(Bytes.of("seed: " + patterns.getString(i)));
    }
    try {
      return ExcludeSet.ofLines(lines);
    } catch (ExcludeSyntaxException e) {
      throw bad(where, e.reason());
    }
  }

  private static boolean allAre(Class<?> kind, TomlArray array) {
    return array.toList().stream().allMatch(kind::isInstance);
  }

  private ProblemException bad(
      @org.jspecify.annotations.Nullable TomlPosition where, String reason) {
    String line = where == null ? "" : "line " + where.line() + ": ";
    return new ProblemException(
        new Problem("E-TRIGGER", file, line + reason, "correct the trigger"));
  }
}
