package lockstep.server.capture;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import lockstep.excludes.Bytes;
import lockstep.excludes.DefaultExcludes;
import lockstep.excludes.ExcludeSet;
import lockstep.excludes.ExcludeSyntaxException;
import lockstep.excludes.RelativePath;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.trigger.Triggers;

/// What an image leaves to its machines.
///
/// @param rules that go into the manifest
/// @param source where they came from, for people
public record ExcludePolicy(ExcludeSet rules, String source) {

  /// Rules an engineer gives beside the image's own.
  ///
  /// @param name of the file, for messages
  public record Given(String name, Bytes content) {}

  /// What to do for an image that has no rules of its own and is given none.
  public enum Fallback {
    /// The list Lockstep ships for its kind of root.
    DEFAULTS_OF_FAMILY,
    NOTHING
  }

  /// @throws ProblemException `E-EXCLUDE` or `E-TRIGGER` with file, line and reason
  static ExcludePolicy of(SteeringFiles files, List<Given> given, Fallback fallback)
      throws ProblemException {
    SortedMap<RelativePath, Bytes> own = files.excludes();
    ExcludeSet rules = ExcludeSet.EMPTY;
    String source;
    if (own.isEmpty() && given.isEmpty()) {
      rules = defaults(files.family(), fallback);
      source = sourceOfDefaults(files.family(), fallback);
    } else {
      for (Map.Entry<RelativePath, Bytes> file : own.entrySet()) {
        rules = rules.plus(parse("/" + file.getKey(), file.getValue()));
      }
      for (Given file : given) {
        rules = rules.plus(parse(file.name(), file.content()));
      }
      source = own.isEmpty() ? "files" : given.isEmpty() ? "image" : "image and files";
    }
    return new ExcludePolicy(rules.plus(seedsOf(files.triggers())), source);
  }

  /// The paths that the image's triggers regenerate: a machine's own result is no drift.
  private static ExcludeSet seedsOf(SortedMap<RelativePath, Bytes> files) throws ProblemException {
    Triggers all = Triggers.NONE;
    ExcludeSet seeds = ExcludeSet.EMPTY;
    for (Map.Entry<RelativePath, Bytes> file : files.entrySet()) {
      String name = "/" + file.getKey();
      Triggers triggers = Triggers.parse(name, file.getValue());
      all = all.plus(triggers);
      seeds = seeds.plus(seedsOf(name, triggers));
    }
    return seeds;
  }

  private static ExcludeSet seedsOf(String file, Triggers triggers) throws ProblemException {
    List<Bytes> lines =
        triggers.inOrder().stream()
            .flatMap(trigger -> trigger.writes().stream())
            .map(pattern -> Bytes.of("seed: " + pattern.text().utf8()))
            .toList();
    try {
      return ExcludeSet.ofLines(lines);
    } catch (ExcludeSyntaxException e) {
      throw new ProblemException(
          new Problem("E-TRIGGER", file, "writes: " + e.reason(), "correct the trigger"), e);
    }
  }

  private static ExcludeSet defaults(SteeringFiles.Family family, Fallback fallback) {
    if (fallback == Fallback.NOTHING) {
      return ExcludeSet.EMPTY;
    }
    return switch (family) {
      case DEBIAN -> DefaultExcludes.debian();
      case RED_HAT -> DefaultExcludes.redHat();
      case UNKNOWN -> ExcludeSet.EMPTY;
    };
  }

  private static String sourceOfDefaults(SteeringFiles.Family family, Fallback fallback) {
    if (fallback == Fallback.NOTHING) {
      return "none";
    }
    return switch (family) {
      case DEBIAN -> "defaults for Debian";
      case RED_HAT -> "defaults for Red Hat";
      case UNKNOWN -> "none";
    };
  }

  private static ExcludeSet parse(String name, Bytes content) throws ProblemException {
    try {
      return ExcludeSet.parse(name, content);
    } catch (ExcludeSyntaxException e) {
      throw new ProblemException(
          new Problem(
              "E-EXCLUDE", e.file(), "line " + e.line() + ": " + e.reason(), "correct the line"),
          e);
    }
  }

  /// The rules to read a tree with: what the agent itself needs is left out of every image.
  ExcludeSet whileReading() {
    return rules.withLocal(DefaultExcludes.agent());
  }
}
