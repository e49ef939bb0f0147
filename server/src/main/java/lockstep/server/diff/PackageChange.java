package lockstep.server.diff;

/// A package that is not the same in both images.
///
/// @param before empty when it was not there; several versions side by side are separated by commas
/// @param after empty when it is not there any more
record PackageChange(String name, String architecture, String before, String after) {
  /// `added`, `removed`, `upgraded`, `downgraded`
  String word() {
    if (before.isEmpty()) {
      return "added";
    }
    if (after.isEmpty()) {
      return "removed";
    }
    return VersionOrder.compare(before, after) <= 0 ? "upgraded" : "downgraded";
  }
}
