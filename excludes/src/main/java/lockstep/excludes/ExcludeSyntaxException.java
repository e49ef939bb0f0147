package lockstep.excludes;

/// A line of exclude rules cannot be read. Nothing of its file is used: half a list of excludes is a wrong list.
public final class ExcludeSyntaxException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final int line;
  private final String reason;

  /// @param line counted from 1
  public ExcludeSyntaxException(String file, int line, String reason) {
    super(file + ":" + line + ": " + reason);
    this.file = file;
    this.line = line;
    this.reason = reason;
  }

  public String file() {
    return file;
  }

  public int line() {
    return line;
  }

  public String reason() {
    return reason;
  }
}
