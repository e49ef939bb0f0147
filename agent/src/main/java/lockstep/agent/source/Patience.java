package lockstep.agent.source;

import java.time.Duration;

/// How long to bear with a server.
///
/// @param connect to have a connection
/// @param headers from the request to the answer's headers
/// @param window within each such span of waiting for a body, `minimumBytesPerSecond` must arrive on average
/// @param attempts how often in a row without progress, 1 or more
/// @param firstBackOff the longest wait before the second attempt; doubled for each further one
/// @param longestBackOff the bound of that; a server that asks for more with `Retry-After` is left for now
public record Patience(
    Duration connect,
    Duration headers,
    Duration window,
    long minimumBytesPerSecond,
    int attempts,
    Duration firstBackOff,
    Duration longestBackOff) {
  public static final Patience DEFAULT =
      new Patience(
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(20),
          1024,
          6,
          Duration.ofMillis(500),
          Duration.ofSeconds(30));

  /// For a server that another one can stand in for.
  public static final Patience BRIEF =
      new Patience(
          Duration.ofSeconds(5),
          Duration.ofSeconds(15),
          Duration.ofSeconds(15),
          4096,
          2,
          Duration.ofMillis(200),
          Duration.ofSeconds(2));
}
