package lockstep.images.tree;

/// Why a scan did not look at something that is there.
public enum Guard {
  EXCLUDED,
  SEED,
  /// Something is mounted there: what it hides cannot be seen, what it shows is not ours.
  MOUNT_POINT
}
