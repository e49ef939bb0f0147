package lockstep.server.gate;

import lockstep.server.operator.OperatorRole;

/// Who may ask for something.
sealed interface Access {
  record Anyone() implements Access {}

  /// Anyone, but not where others read along: what is sent holds a secret.
  record AnyoneInPrivate() implements Access {}

  /// A machine, which its certificate proves.
  record Machine() implements Access {}

  /// A person, proven by a token.
  ///
  /// @param least the smallest role that may
  record Operator(OperatorRole least) implements Access {}
}
