package lockstep.images;

/// Something an operator must know: what, where, why, and what to do next.
///
/// @param code stable, `E-` and capitals; scripts match on it
/// @param path escaped, empty when the problem has no path
public record Problem(String code, String path, String message, String next) {
  /// What and where and why, without what to do.
  public String brief() {
    return code + (path.isEmpty() ? "" : " " + path) + ": " + message;
  }

  @Override
  public String toString() {
    return brief() + (next.isEmpty() ? "" : " (" + next + ")");
  }
}
