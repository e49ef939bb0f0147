package lockstep.agent.source;

/// What was moved so far.
///
/// @param bytes both ways, retries and refused answers included; over HTTP with the headers as HTTP/1.1 writes them, while
///     TLS and TCP come on top
public record Traffic(long bytes, long requests) {}
