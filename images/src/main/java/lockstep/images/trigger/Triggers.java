package lockstep.images.trigger;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;

/// The triggers of an image, in the order they run: by `order`, then file name, then position in the file.
///
/// Immutable, safe for many threads.
public final class Triggers {
  public static final Triggers NONE = new Triggers(List.of());

  /// A trigger with where it was declared.
  ///
  /// @param line where its table starts, counted from 1
  public record Declared(String file, int line, Trigger trigger) {
    private static final Comparator<Declared> ORDER =
        Comparator.<Declared>comparingInt(declared -> declared.trigger.order())
            .thenComparing(Declared::file)
            .thenComparingInt(Declared::line);
  }

  private final List<Declared> declared;

  private Triggers(List<Declared> declared) {
    this.declared = declared.stream().sorted(Declared.ORDER).toList();
  }

  /// @param file its name, for messages and for the order
  /// @param content TOML, as docs/formats/triggers.md has it
  /// @throws TriggerSyntaxException with file, line and reason at the first mistake
  public static Triggers parse(String file, Bytes content) throws TriggerSyntaxException {
    List<Declared> declared =
        new TriggerParser(file)
            .parse(content).stream()
                .map(parsed -> new Declared(file, parsed.line(), parsed.trigger()))
                .toList();
    return distinct(declared);
  }

  /// These and `more`, together.
  ///
  /// @throws TriggerSyntaxException when two have one name
  public Triggers plus(Triggers more) throws TriggerSyntaxException {
    List<Declared> all = new ArrayList<>(declared);
    all.addAll(more.declared);
    return distinct(all);
  }

  private static Triggers distinct(List<Declared> declared) throws TriggerSyntaxException {
    Set<String> names = new HashSet<>();
    for (Declared one : declared) {
      if (!names.add(one.trigger.name())) {
        throw new TriggerSyntaxException(
            "E-TRIGGER",
            one.file,
            one.line,
            "a second trigger is called '" + one.trigger.name() + "'");
      }
    }
    return new Triggers(declared);
  }

  /// All, in the order they run.
  public List<Trigger> inOrder() {
    return declared.stream().map(Declared::trigger).toList();
  }

  /// All, in the order they run, with where each was declared.
  public List<Declared> declared() {
    return declared;
  }

  /// What each would do if `event` happened to all of `paths` in one commit; in the order they run.
  public List<Forecast> forecast(ChangeEvent event, List<RelativePath> paths) {
    return declared.stream().map(one -> Forecast.of(one, event, paths)).toList();
  }

  /// Whether some trigger makes this path anew by itself, so that it is not compared with the image.
  public boolean write(RelativePath path) {
    for (Declared one : declared) {
      if (one.trigger.writes().stream().anyMatch(pattern -> pattern.covers(path))) {
        return true;
      }
    }
    return false;
  }
}
