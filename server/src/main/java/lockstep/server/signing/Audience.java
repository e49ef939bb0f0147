package lockstep.server.signing;

/// Who takes a release as soon as it is published.
public enum Audience {
  EVERYONE,
  /// Nobody, until a rollout says otherwise: machines are on old, or stay as they are where there is none.
  NOBODY
}
