package lockstep.images.release;

/// Which image a machine is to be on.
public enum Take {
  CURRENT,
  OLD,
  /// Stay on the one of the two it has, repairing drift; do not newly take current.
  HOLD
}
