package lockstep.excludes;

/// Some text is no pattern.
public final class MalformedPatternException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String reason;

  public MalformedPatternException(String reason) {
    super(reason);
    this.reason = reason;
  }

  /// Fit to follow a file name and a line.
  public String reason() {
    return reason;
  }
}
