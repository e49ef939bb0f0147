package lockstep.agent.plan;

import java.util.Set;
import lockstep.excludes.RelativePath;

/// One path at which the root is not what the image says.
///
/// @param aspects in what it differs; empty for [Event#CREATED] and [Event#DELETED]
public record Difference(RelativePath path, Event event, Set<Aspect> aspects) {
  /// What a converge does about it.
  public enum Event {
    /// The image has the path, the root does not.
    CREATED,
    /// Kind, content, link target, device number or hard-link group differ.
    CHANGED,
    /// Nothing but metadata differs.
    METADATA,
    /// The root has the path, the image does not.
    DELETED;

    /// The word in `plan --json`.
    public String word() {
      return switch (this) {
        case CREATED -> "create";
        case CHANGED -> "change";
        case METADATA -> "metadata";
        case DELETED -> "delete";
      };
    }
  }

  public Difference {
    aspects = Set.copyOf(aspects);
  }

  static Difference of(RelativePath path, Set<Aspect> aspects) {
    return new Difference(
        path, Aspect.metadataOnly(aspects) ? Event.METADATA : Event.CHANGED, aspects);
  }

  /// Why, in words: `missing`, `not in the image`, or the aspects.
  public String reason() {
    return switch (event) {
      case CREATED -> "missing";
      case DELETED -> "not in the image";
      case CHANGED, METADATA ->
          Aspect.describe(aspects.isEmpty() ? Set.of() : java.util.EnumSet.copyOf(aspects));
    };
  }
}
