package lockstep.agent.source;

/// What was moved so far, over HTTP with its headers as HTTP/1.1 writes them; TLS and TCP come on top.
///
/// @param receivedBytes as they came, retries and refused answers included
/// @param sentBytes what was asked
public record Traffic(long receivedBytes, long sentBytes, long requests) {}
