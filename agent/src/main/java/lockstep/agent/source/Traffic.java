package lockstep.agent.source;

/// What was fetched so far.
public record Traffic(long bytes, long requests) {}
