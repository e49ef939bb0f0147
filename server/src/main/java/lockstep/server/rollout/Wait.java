package lockstep.server.rollout;

import java.time.Instant;
import java.util.Optional;

/// What keeps a rollout where it is.
///
/// @param until when that ends by itself
public record Wait(String forWhat, Optional<Instant> until) {}
