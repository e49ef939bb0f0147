package lockstep.server.rollout;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.release.Release;
import lockstep.images.release.RolloutStatement;
import lockstep.images.release.RolloutStatement.Pace;
import lockstep.server.signing.SignedRepository;

/// The rollout's file and the statement that follows from it, kept one: in the order that the package tells. Whoever changes
/// something does it in one [piece of work][SignedRepository#exclusively].
final class RolloutStore {
  private final SignedRepository signed;
  private final RolloutFile file;
  private final InstantSource clock;

  RolloutStore(SignedRepository signed, InstantSource clock) {
    this.signed = signed;
    this.file = new RolloutFile(signed);
    this.clock = clock;
  }

  /// The rollout of the release that is published; empty when there is none. May be of an instant ago.
  ///
  /// @throws ProblemException `E-ROLLOUT-FILE` when its file is damaged
  Optional<RolloutState> state() throws IOException {
    Optional<RolloutState> state = file.read();
    Optional<Release> release = signed.release();
    return state.filter(read -> release.filter(served -> isOf(read, served)).isPresent());
  }

  static boolean isOf(RolloutState state, Release release) {
    return state.subject().equals(Subject.of(release));
  }

  /// What its file says, of whatever release; a damaged one is set aside, and says nothing.
  Optional<RolloutState> readable() throws IOException {
    try {
      return file.read();
    } catch (ProblemException damaged) {
      file.setAside();
      return Optional.empty();
    }
  }

  /// @throws ProblemException when nothing is published
  Release release() throws IOException {
    return signed
        .release()
        .orElseThrow(() ->
            refused("nothing is published yet", "publish an image: lockstep publish --staged"));
  }

  /// The rollout of the published release, after what a crash left to do is done.
  Optional<RolloutState> settled() throws IOException {
    Optional<RolloutState> read = state();
    if (read.isEmpty()) {
      return read;
    }
    RolloutState state = read.get();
    if (!state.isPublished()) {
      return Optional.of(published(state));
    }
    if (!signed.statement().equals(Optional.of(state.statement()))) {
      throw refused(
          "the published statement is not what the rollout's file says: one of them was changed or"
              + " restored by somebody",
          "send the fleet back, which makes them one again: lockstep rollback");
    }
    return read;
  }

  /// Writes, publishes, and writes when that was.
  RolloutState published(RolloutState state) throws IOException {
    file.write(state);
    if (!signed.statement().equals(Optional.of(state.statement()))) {
      signed.rollout(state.statement());
    }
    RolloutState certain = state.published(clock.instant());
    file.write(certain);
    return certain;
  }

  /// Of a statement that is half way and has no file.
  static ProblemException unexplained(RolloutStatement statement) {
    return refused(
        "the statement of release %d gives current to %s, and no file says why"
            .formatted(
                statement.release(),
                statement.pace() == Pace.HALTED
                    ? "nobody more"
                    : Stage.percent(statement.currentBelow())),
        "send the fleet back: lockstep rollback");
  }

  static ProblemException refused(String what, String next) {
    return new ProblemException(new Problem("E-ROLLOUT", "", what, next));
  }
}
