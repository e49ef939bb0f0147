package lockstep.images;

/// Something an operator must know: what, where, why, and what to do next.
///
/// @param code stable, `E-` and capitals; scripts match on it
/// @param path escaped, empty when the problem has no path
public record Problem(String code, String path, String message, String next) {
  @Override
  public String toString() {
    return code
        + (path.isEmpty() ? "" : " " + path)
        + ": "
        + message
        + (next.isEmpty() ? "" : " (" + next + ")");
  }
}
