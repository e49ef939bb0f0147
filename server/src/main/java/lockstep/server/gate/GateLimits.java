package lockstep.server.gate;

import java.time.Duration;

/// What one gate bears.
///
/// @param maxConnections beyond them, a quarter more are answered 503, and the rest are closed unheard
/// @param maxConnectionsOfOneSource of one IPv4 address or IPv6 /64; beyond them it is answered 503. Less than all, so that no
///     single one keeps the others out; many, because a site's machines may stand behind one address
/// @param maxBodyBytes of one request
/// @param maxHeldBodyBytes of all requests being received at one time
/// @param maxWaitingCalls that wait for the database at one time
/// @param maxListeners machines that wait for a word at one time; the others hear it when they check in
/// @param sending of large answers
/// @param requestTimeout from the end of an answer (or the connection's begin) to the end of the next request
/// @param stallTimeout how long a client may take nothing of its answer
/// @param drainTimeout how long requests under way may take when the gate closes
public record GateLimits(
    int maxConnections,
    int maxConnectionsOfOneSource,
    int maxBodyBytes,
    long maxHeldBodyBytes,
    int maxWaitingCalls,
    int maxListeners,
    SendingLimits sending,
    Duration requestTimeout,
    Duration stallTimeout,
    Duration drainTimeout) {

  public static GateLimits defaults() {
    return new GateLimits(
        16_384,
        8_192,
        1 << 20,
        64L << 20,
        4096,
        4096,
        SendingLimits.defaults(),
        Duration.ofMinutes(1),
        Duration.ofMinutes(1),
        Duration.ofSeconds(10));
  }
}
