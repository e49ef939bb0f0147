package lockstep.server.check;

/// A file that nobody needs, or that is not Lockstep's. It is told and stays.
///
/// @param name its path below the repository
public record Leftover(String name, long bytes, String why) {}
