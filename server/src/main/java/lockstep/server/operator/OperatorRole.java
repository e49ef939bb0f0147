package lockstep.server.operator;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What an operator may do; each role may do what those before it may.
public enum OperatorRole {
  /// Read what the fleet does.
  VIEWER,
  /// Also what cannot wait at night: join tokens, revoking a machine, force and pin, rollback, halt.
  ON_CALL,
  /// Also rollouts and promotion.
  RELEASE;

  public boolean allows(OperatorRole needed) {
    return compareTo(needed) >= 0;
  }

  public static Optional<OperatorRole> parse(String text) {
    return Arrays.stream(values()).filter(role -> role.toString().equals(text)).findFirst();
  }

  /// As it stands on command lines and in files: `viewer`, `on-call`, `release`.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
