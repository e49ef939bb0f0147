package lockstep.images.trigger;

import java.util.Locale;

/// What a commit did to a path.
public enum ChangeEvent {
  CREATED,
  /// Content, kind or metadata.
  CHANGED,
  DELETED;

  /// As trigger files write it.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
