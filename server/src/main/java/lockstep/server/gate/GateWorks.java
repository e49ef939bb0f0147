package lockstep.server.gate;

/// What all exchanges of a gate share.
record GateWorks(Router router, ReplyWriter writer, Admission admission, GateLimits limits) {}
