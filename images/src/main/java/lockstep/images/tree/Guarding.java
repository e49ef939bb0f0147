package lockstep.images.tree;

/// What a [PathFilter] says of a path.
public enum Guarding {
  MANAGED,
  EXCLUDED,
  SEED
}
