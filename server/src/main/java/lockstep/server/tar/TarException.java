package lockstep.server.tar;

import java.io.IOException;

/// An archive cannot be read: it is cut, damaged, or says something no image can hold.
public final class TarException extends IOException {
  private static final long serialVersionUID = 1L;

  public enum Fault {
    CUT,
    DAMAGED,
    UNSUPPORTED
  }

  private final Fault fault;

  TarException(Fault fault, String message) {
    super(message);
    this.fault = fault;
  }

  public Fault fault() {
    return fault;
  }
}
