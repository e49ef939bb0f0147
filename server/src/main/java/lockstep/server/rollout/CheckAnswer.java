package lockstep.server.rollout;

/// What a success check said of a stage.
public sealed interface CheckAnswer {
  /// There is no check, or nobody asked yet.
  record Unasked() implements CheckAnswer {}

  record Passed() implements CheckAnswer {}

  /// Ask again.
  record Later(String why) implements CheckAnswer {}

  /// The rollout must not go on.
  record Failed(String why) implements CheckAnswer {}
}
