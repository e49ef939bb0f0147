package lockstep.excludes;

/// Whose a path is.
public enum Verdict {
  /// The image's: Lockstep makes it what the image says.
  MANAGED,
  /// The machine's, with everything below it: never opened, written or deleted, and in no image.
  EXCLUDED,
  /// The image's until it exists, the machine's (with everything below it) from then on.
  SEED
}
