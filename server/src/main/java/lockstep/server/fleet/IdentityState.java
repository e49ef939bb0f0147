package lockstep.server.fleet;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import lockstep.proto.IdentityMsg;

/// The worst that there is to say of what proves a machine; the worst first.
public enum IdentityState {
  REVOKED,
  /// A counter came twice: there are two with one key, or it went back in time.
  CLONED,
  /// Another key wanted its name.
  CONTESTED,
  EXPIRED,
  /// The machine should have renewed its certificate long ago.
  ENDS_SOON,
  GOOD;

  private static final Duration SOON = Duration.ofDays(14);

  public static IdentityState of(IdentityMsg identity, Instant now) {
    return lasting(identity).at(identity.getCertificateExpiresEpochSeconds(), now);
  }

  /// What no time changes.
  static IdentityState lasting(IdentityMsg identity) {
    if (Identity.isRevoked(identity)) {
      return REVOKED;
    }
    if (identity.getRepeats() > 0) {
      return CLONED;
    }
    return identity.getContests() > 0 ? CONTESTED : GOOD;
  }

  /// @param certificateEnds in seconds since 1970
  IdentityState at(long certificateEnds, Instant now) {
    if (this != GOOD) {
      return this;
    }
    Instant end = Instant.ofEpochSecond(certificateEnds);
    if (!now.isBefore(end)) {
      return EXPIRED;
    }
    return now.isBefore(end.minus(SOON)) ? GOOD : ENDS_SOON;
  }

  /// As people read it: `ends soon`.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
