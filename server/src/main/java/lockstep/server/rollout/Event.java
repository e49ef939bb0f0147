package lockstep.server.rollout;

import java.time.Instant;

/// Something that was done to a rollout.
///
/// @param who as in the audit log: `operator:anna`, `local:root`, `server`
/// @param act `start`, `advance`, `halt`, `resume`, `abort`, `done`
public record Event(Instant at, String who, String act, String detail) {}
