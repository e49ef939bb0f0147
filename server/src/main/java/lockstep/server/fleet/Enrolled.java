package lockstep.server.fleet;

/// What became of a machine's wish to join under a name. Reasons are for people.
public sealed interface Enrolled {
  /// The name is the key's from now on, durably.
  record Joined() implements Enrolled {}

  /// Another key has the name; that someone else wanted it is remembered and shown.
  ///
  /// @param times how often that was so by now
  record NameTaken(long times) implements Enrolled {}

  record Refused(String reason) implements Enrolled {}
}
