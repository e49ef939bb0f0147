package lockstep.images;

import java.io.IOException;

/// Bytes are not what their name promises: never ask that source for them again.
public class IntegrityException extends IOException {
  private static final long serialVersionUID = 1L;

  public IntegrityException(String message) {
    super(message);
  }

  public IntegrityException(String message, Throwable cause) {
    super(message, cause);
  }
}
