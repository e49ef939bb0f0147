package lockstep.excludes;

/// All that rules want to know about what a path names: a pattern that ends in `/` matches directories only.
public enum EntryType {
  DIRECTORY,
  /// Everything else, a symlink to a directory included.
  OTHER
}
