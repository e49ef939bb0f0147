package lockstep.images.release;

import java.io.IOException;
import java.util.Collection;
import java.util.Optional;
import lockstep.images.json.JsonException;
import lockstep.images.json.JsonWriter;
import lockstep.images.trust.TargetFile;
import lockstep.images.trust.TrustClient;
import lockstep.images.trust.TrustException;
import lockstep.images.trust.TrustedMetadata;

/// What is known about who takes what.
public sealed interface Rollout {
  /// No statement was ever published: everyone takes current.
  record Unstaged() implements Rollout {}

  record Staged(RolloutStatement statement) implements Rollout {}

  /// There is, or was, a statement that cannot be used now: nobody newly takes current.
  record Held(String why) implements Rollout {}

  /// Reads the statement about `release`, asking for at most one file. A statement that is refused holds; so nobody can
  /// speed a rollout up by withholding or spoiling it.
  ///
  /// @throws IOException when it could not be fetched: try again later
  static Rollout of(TrustClient client, TrustedMetadata trusted, Release release)
      throws IOException {
    boolean seen = client.hasSeen(RolloutStatement.ROLE);
    if (!trusted.lists(RolloutStatement.ROLE)) {
      return seen ? new Held("the rollout statement has vanished") : new Unstaged();
    }
    try {
      Optional<TargetFile> target = client.find(trusted, RolloutStatement.TARGET);
      return target.isPresent()
          ? read(target.get(), release)
          : new Held("the rollout role says nothing");
    } catch (TrustException e) {
      return new Held(e.problem().toString());
    }
  }

  private static Rollout read(TargetFile target, Release release) throws TrustException {
    RolloutStatement statement;
    try {
      statement = RolloutStatement.parse(target.custom());
    } catch (JsonException e) {
      return new Held("the rollout statement cannot be read: " + e.getMessage());
    }
    target.check(JsonWriter.canonical(target.custom())); // the field and the file are one statement
    boolean ours =
        statement.release() == release.counter()
            && statement.current().equals(release.current().id())
            && statement.old().equals(release.old().map(PublishedImage::id));
    return ours
        ? new Staged(statement)
        : new Held("the rollout statement speaks of release " + statement.release());
  }

  /// What a machine takes, see [RolloutStatement#decide].
  default Take decide(String machineId, Collection<String> machineGroups) {
    return switch (this) {
      case Unstaged() -> Take.CURRENT;
      case Staged(RolloutStatement statement) -> statement.decide(machineId, machineGroups);
      case Held(_) -> Take.HOLD;
    };
  }
}
