package lockstep.server.signing;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import lockstep.server.signing.SignedState.SignedFile;

/// When what signs a repository ends, and when to worry about it.
public final class Expiries {
  /// @param warn people have this long to sign anew; of what the server signs, it should have been renewed by now
  public record Expiry(String role, Instant end, Instant warn) {}

  /// The roles, in the order of [#in]; of the last there is none before the first rollout.
  public static final List<String> ROLES =
      List.of("root", "targets", "snapshot", "timestamp", "rollout");

  /// People need time to come together.
  private static final Duration ROOT_NOTICE = Duration.ofDays(45);

  private static final Duration TARGETS_NOTICE = Duration.ofDays(21);

  private Expiries() {}

  /// Of a repository's own metadata.
  public static List<Expiry> in(Path metadata) throws IOException {
    SignedState state = SignedState.read(metadata);
    List<Expiry> all = new ArrayList<>();
    all.add(expiry("root", state.root(), ROOT_NOTICE));
    all.add(expiry("targets", state.targets(), TARGETS_NOTICE));
    all.add(expiry("snapshot", state.snapshot(), third(Lifetimes.SNAPSHOT)));
    all.add(expiry("timestamp", state.timestamp(), third(Lifetimes.TIMESTAMP)));
    if (state.rolloutFile().isPresent()) {
      all.add(expiry("rollout", state.rolloutFile().get(), third(Lifetimes.ROLLOUT)));
    }
    return all;
  }

  /// A server renews what is half over.
  private static Duration third(Duration life) {
    return life.dividedBy(3);
  }

  private static Expiry expiry(String role, SignedFile file, Duration notice) throws IOException {
    return new Expiry(role, file.expires(), file.expires().minus(notice));
  }
}
