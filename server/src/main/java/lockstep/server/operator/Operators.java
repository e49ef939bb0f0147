package lockstep.server.operator;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import lockstep.server.audit.Actor;
import lockstep.server.audit.AuditLog;
import lockstep.server.limit.GuessLimiter;
import lockstep.server.limit.SourceNetwork;
import lockstep.server.operator.SecretHash.Cost;

/// Whom a running server knows. Safe for many threads.
public final class Operators {
  /// Of one source: ten wrong tokens in ten minutes, then a minute, two, four, an hour at most.
  static final GuessLimiter.Limits PER_SOURCE =
      new GuessLimiter.Limits(
          10, Duration.ofMinutes(10), Duration.ofMinutes(1), Duration.ofHours(1), 10_000);

  /// Of one account, from wherever. Its id is no secret, but nobody is told it; who does not know it cannot lock it out.
  static final GuessLimiter.Limits PER_ACCOUNT =
      new GuessLimiter.Limits(
          100, Duration.ofHours(1), Duration.ofMinutes(1), Duration.ofHours(1), 10_000);

  private static final int AT_ONCE = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Authentication DENIED = new Authentication.Denied();
  private static final Authentication TOO_MANY = new Authentication.Locked(Duration.ofSeconds(1));

  /// What the file said when it was last read.
  ///
  /// @param decoy what a token of no account is held against, so that it costs as much
  private record Known(
      Map<String, Object> stamp, Map<String, Account> byTokenId, SecretHash decoy) {}

  private final AccountFile file;
  private final AuditLog audit;
  private final InstantSource clock;
  private final Consumer<IOException> trouble;
  private final GuessLimiter sources;
  private final GuessLimiter accounts;
  private final Recent recent = new Recent();
  private final Semaphore places = new Semaphore(AT_ONCE, true);
  private volatile Known known =
      new Known(Map.of("never", "read"), Map.of(), SecretHash.ofNothing(Cost.STANDARD));

  private Operators(Path data, AuditLog audit, InstantSource clock, Consumer<IOException> trouble) {
    this.file = AccountFile.in(data);
    this.audit = audit;
    this.clock = clock;
    this.trouble = trouble;
    this.sources = new GuessLimiter(PER_SOURCE, clock);
    this.accounts = new GuessLimiter(PER_ACCOUNT, clock);
  }

  /// @param clock how long lock-outs last; better one that does not jump ([lockstep.server.limit.SteadyClock])
  /// @param trouble is told once when the accounts cannot be read, which lets nobody in, and when a lock-out could not be
  ///     recorded
  public static Operators open(
      Path data, AuditLog audit, InstantSource clock, Consumer<IOException> trouble) {
    Operators operators = new Operators(data, audit, clock, trouble);
    var _ = operators.known();
    return operators;
  }

  /// Whose token it is. Takes some tens of milliseconds for one not seen of late, and waits up to two seconds when others
  /// came before: not for a thread that must not wait.
  ///
  /// @param source the peer's own address, nothing that a header claims
  public Authentication authenticate(String bearerToken, InetAddress source) {
    Optional<OperatorToken> parsed = OperatorToken.parse(bearerToken);
    Known now = known();
    if (parsed.isEmpty() || now.byTokenId.isEmpty()) {
      return DENIED; // no guess: there is nothing that it could have been right with
    }
    OperatorToken token = parsed.get();
    Optional<Account> account = Optional.ofNullable(now.byTokenId.get(token.id()));
    if (account.isPresent() && recent.has(token, account.get(), clock.instant())) {
      return new Authentication.Granted(account.get().operator());
    }
    String network = SourceNetwork.of(source);
    return limited(
        sources,
        network,
        time -> recordLockOut(network, "source " + network, time),
        () ->
            limited(
                accounts,
                token.id(),
                time ->
                    account.ifPresent(
                        it -> recordLockOut(network, "operator " + it.operator().name(), time)),
                () -> compare(token, account, now.decoy)));
  }

  private static Authentication limited(
      GuessLimiter limiter,
      String key,
      Consumer<Duration> lockedOut,
      Supplier<Authentication> guessing) {
    return switch (limiter.ask(key)) {
      case GuessLimiter.Wait(Duration time) -> new Authentication.Locked(time);
      case GuessLimiter.Guess guess -> {
        try (guess) {
          Authentication answer = guessing.get();
          if (answer instanceof Authentication.Denied) {
            guess.wrong().ifPresent(lockedOut);
          }
          yield answer;
        }
      }
    };
  }

  private Authentication compare(OperatorToken token, Optional<Account> account, SecretHash decoy) {
    try {
      if (!places.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        return TOO_MANY;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return TOO_MANY;
    }
    try {
      boolean matches = account.map(Account::hash).orElse(decoy).matches(token.proof());
      if (!matches || account.isEmpty()) {
        return DENIED;
      }
      recent.add(token, account.get(), clock.instant());
      return new Authentication.Granted(account.get().operator());
    } finally {
      places.release();
    }
  }

  private void recordLockOut(String source, String object, Duration time) {
    try {
      audit.record(
          Actor.stranger(source),
          "operator.lock-out",
          object,
          "too many wrong tokens; %d s".formatted(time.toSeconds()));
    } catch (IOException e) {
      trouble.accept(e);
    }
  }

  /// What the file says now; nobody when it is not to be believed.
  private Known known() {
    Known last = known;
    Map<String, Object> stamp = stamp();
    if (stamp.equals(last.stamp)) {
      return last;
    }
    synchronized (this) {
      return known.stamp.equals(stamp) ? known : read(stamp);
    }
  }

  private Map<String, Object> stamp() {
    try {
      return file.stamp();
    } catch (IOException e) {
      return Map.of("unreadable", String.valueOf(e.getMessage()));
    }
  }

  private Known read(Map<String, Object> stamp) {
    List<Account> accounts = List.of();
    try {
      accounts = file.read();
    } catch (IOException e) {
      trouble.accept(e);
    }
    Map<String, Account> byTokenId = new LinkedHashMap<>();
    accounts.forEach(account -> byTokenId.put(account.tokenId(), account));
    Cost cost = accounts.isEmpty() ? Cost.STANDARD : accounts.getFirst().hash().cost();
    recent.keepOnly(byTokenId);
    known = new Known(stamp, Map.copyOf(byTokenId), SecretHash.ofNothing(cost));
    return known;
  }
}
