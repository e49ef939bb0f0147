package lockstep.images.trust;

import lockstep.images.Problem;
import lockstep.images.ProblemException;

/// The repository's metadata is refused; what was trusted before stays so.
public final class TrustException extends ProblemException {
  private static final long serialVersionUID = 1L;

  private final Refusal refusal;

  /// @param file the metadata file or target, as its name is known to people
  public TrustException(Refusal refusal, String file, String message) {
    super(new Problem(refusal.code(), file, message, refusal.next()));
    this.refusal = refusal;
  }

  TrustException(Refusal refusal, String file, String message, Throwable cause) {
    super(new Problem(refusal.code(), file, message, refusal.next()), cause);
    this.refusal = refusal;
  }

  public Refusal refusal() {
    return refusal;
  }
}
