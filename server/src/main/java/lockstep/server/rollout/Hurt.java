package lockstep.server.rollout;

/// A machine that a stage hurt.
///
/// @param why for people: what it reported, or for how long it said nothing
public record Hurt(String machine, Fate fate, String why) {}
