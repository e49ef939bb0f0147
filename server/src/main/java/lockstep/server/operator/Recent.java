package lockstep.server.operator;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import lockstep.images.ContentHash;

/// Tokens that were right a moment ago, by their SHA-256: one of each account, so there are no more than accounts. Safe for
/// many threads.
final class Recent {
  static final Duration TIME = Duration.ofMinutes(5);

  private record Seen(ContentHash token, SecretHash hash, Instant until) {}

  private final Map<String, Seen> byTokenId = new ConcurrentHashMap<>();

  /// Whether this very token was right for this very account.
  boolean has(OperatorToken token, Account account, Instant now) {
    Seen seen = byTokenId.get(account.tokenId());
    return seen != null
        && now.isBefore(seen.until)
        && seen.hash.equals(account.hash())
        && MessageDigest.isEqual(seen.token.toArray(), digest(token).toArray());
  }

  void add(OperatorToken token, Account account, Instant now) {
    byTokenId.put(account.tokenId(), new Seen(digest(token), account.hash(), now.plus(TIME)));
  }

  /// Forgets whom there is no account for any more.
  void keepOnly(Map<String, Account> accounts) {
    byTokenId.keySet().retainAll(accounts.keySet());
  }

  private static ContentHash digest(OperatorToken token) {
    return ContentHash.of(token.text().getBytes(StandardCharsets.US_ASCII));
  }
}
