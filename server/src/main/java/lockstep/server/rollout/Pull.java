package lockstep.server.rollout;

/// How fast machines come for what has changed.
public enum Pull {
  /// By their own schedule.
  USUAL,
  /// The server tells those that are not yet where they should be to come again soon.
  URGENT
}
