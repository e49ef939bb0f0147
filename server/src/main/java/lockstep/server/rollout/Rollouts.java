package lockstep.server.rollout;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.json.JsonWriter;
import lockstep.images.release.Release;
import lockstep.images.release.RolloutStatement;
import lockstep.server.signing.SignedRepository;

/// The rollouts of a repository. Every change is durable and published when it returns; the package says in what order.
/// Safe for many threads and processes.
public final class Rollouts {
  private final SignedRepository signed;
  private final RolloutStore store;
  private final RolloutRules rules;
  private final InstantSource clock;

  public Rollouts(SignedRepository signed, InstantSource clock) {
    this.signed = signed;
    this.store = new RolloutStore(signed, clock);
    this.rules = new RolloutRules(clock);
    this.clock = clock;
  }

  private interface Move {
    RolloutState of(RolloutState state) throws IOException;
  }

  /// The rollout of the release that is published; empty when there is none. May be of an instant ago.
  ///
  /// @throws ProblemException `E-ROLLOUT-FILE` when its file is damaged
  public Optional<RolloutState> state() throws IOException {
    return store.state();
  }

  /// The release that is published, and how it is brought to the fleet.
  ///
  /// @param verdict of whoever was asked
  /// @throws ProblemException `E-ROLLOUT` when nothing is published
  public RolloutPicture picture(Verdict verdict) throws IOException {
    Release release = store.release();
    Optional<RolloutState> state = store.state();
    return new RolloutPicture(
        RolloutPicture.Named.of(release.current()),
        release.old().map(RolloutPicture.Named::of),
        release.counter(),
        signed.statement(),
        signed.statementExpires(),
        state,
        verdict,
        state
            .filter(RolloutState::isPublished)
            .flatMap(published -> Waits.of(published, verdict, clock.instant())),
        List.of());
  }

  /// Begins to bring the published release to the fleet.
  ///
  /// @throws ProblemException when nothing is published, or a rollout is under way, or everyone takes current already
  public RolloutState start(RolloutPlan plan, By by) throws IOException {
    return signed.exclusively(() -> {
      Release release = store.release();
      Optional<RolloutState> before = store.settled();
      if (before.isPresent() && !before.get().phase().isOver()) {
        throw RolloutStore.refused(
            "a rollout of release %d is under way: %s"
                .formatted(release.counter(), before.get().phase()),
            "see: lockstep rollout show; to begin anew, abort it first");
      }
      RolloutStatement statement =
          signed.statement().orElseGet(() -> RolloutStatement.everyoneOnCurrent(release));
      if (statement.isEveryoneOnCurrent()) {
        throw RolloutStore.refused(
            "everyone takes release %d already".formatted(release.counter()),
            "publish the next one with --staged"
                + (release.old().isEmpty()
                    ? ""
                    : ", or send the fleet back first: lockstep rollback"));
      }
      if (!statement.isEveryoneOnOld()) {
        throw RolloutStore.unexplained(statement);
      }
      List<Event> history = before.map(RolloutState::history).orElse(List.of());
      return done(rules.start(Subject.of(release), plan, history, by.who()), by);
    });
  }

  public RolloutState advance(By by) throws IOException {
    return change(by, state -> rules.advance(state, by.who()));
  }

  public RolloutState halt(By by, String why) throws IOException {
    return change(by, state -> rules.halt(state, by.who(), why));
  }

  /// @param threshold another one from now on
  public RolloutState resume(By by, OptionalInt threshold) throws IOException {
    return change(by, state -> rules.resume(state, by.who(), threshold));
  }

  /// Ends a rollout that is not over: everyone back to old.
  public RolloutState abort(By by, String why, Pull pull) throws IOException {
    return change(
        by,
        state -> {
          if (state.phase().isOver()) {
            throw RolloutStore.refused(
                "the rollout is over: " + state.phase(),
                "to send the fleet back: lockstep rollback");
          }
          return rules.abort(state, by.who(), why, pull);
        });
  }

  /// Does what is due by the time alone.
  ///
  /// @return what came of it; empty when nothing was due
  public Optional<RolloutState> step(By by) throws IOException {
    Optional<RolloutState> seen = store.state();
    if (seen.filter(RolloutState::isPublished)
        .filter(state -> isDue(state, Verdict.NONE))
        .isEmpty()) {
      return signed.exclusively(
          () -> step(store.settled(), Verdict.NONE, new CheckAnswer.Unasked(), by));
    }
    return step(seen.get(), Verdict.NONE, ask(seen.get()), by);
  }

  /// Does what is due, if the rollout still is as it was when verdict and answer were given.
  public Optional<RolloutState> step(RolloutState seen, Verdict verdict, CheckAnswer answer, By by)
      throws IOException {
    return signed.exclusively(
        () -> step(store.settled().filter(seen::equals), verdict, answer, by));
  }

  private Optional<RolloutState> step(
      Optional<RolloutState> before, Verdict verdict, CheckAnswer answer, By by)
      throws IOException {
    Optional<RolloutState> after =
        before.flatMap(state -> rules.step(state, verdict, answer, by.who()));
    return after.isPresent() ? Optional.of(done(after.get(), by)) : Optional.empty();
  }

  /// Whether nothing keeps it in its stage but the success check, if there is one.
  boolean isDue(RolloutState state, Verdict verdict) {
    return Waits.isDue(state, verdict, clock.instant());
  }

  /// Whoever asks holds no lock: an answer may take long.
  private CheckAnswer ask(RolloutState state) throws IOException {
    if (state.plan().check().isEmpty()) {
      return new CheckAnswer.Unasked();
    }
    String rollout = JsonWriter.plain(PictureJson.of(picture(Verdict.NONE)));
    try {
      return CheckRun.ask(state.plan().check().get(), rollout);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while the success check was asked");
    }
  }

  /// Lets the present stage bake anew, if the rollout still is as the caller saw it.
  Optional<RolloutState> rebake(RolloutState seen, String why, By by) throws IOException {
    return signed.exclusively(() -> {
      Optional<RolloutState> after =
          store.settled().filter(seen::equals).flatMap(state -> rules.rebake(state, by.who(), why));
      return after.isPresent() ? Optional.of(done(after.get(), by)) : Optional.empty();
    });
  }

  /// Sends everyone to old, whatever is under way and whatever became of its file.
  ///
  /// @throws ProblemException `E-NO-OLD` when there is no way back, `E-CURRENT` when everyone is there already
  public RolloutState rollback(By by, String why, Pull pull) throws IOException {
    return signed.exclusively(() -> {
      Release release = signed.release().orElseThrow(() -> noOld("nothing is published"));
      if (release.old().isEmpty()) {
        throw noOld("release %d has no old image".formatted(release.counter()));
      }
      Optional<RolloutState> before =
          store
              .readable()
              .filter(state -> RolloutStore.isOf(state, release))
              .map(state -> state.isPublished() ? state : state.published(clock.instant()));
      boolean isBack =
          signed.statement().filter(RolloutStatement::isEveryoneOnOld).isPresent()
              && before.map(RolloutState::phase).orElse(Phase.ABORTED) == Phase.ABORTED
              && before.map(RolloutState::pull).orElse(Pull.USUAL) == pull;
      if (isBack) {
        throw new ProblemException(
            new Problem(
                "E-CURRENT",
                release.old().get().label(),
                "is what the fleet was sent to already",
                "nothing is left to do here; see who followed: lockstep fleet ls --server URL"));
      }
      RolloutState state = before.orElseGet(() -> rules.implied(Subject.of(release)));
      return done(rules.abort(state, by.who(), why, pull), by);
    });
  }

  /// For whoever is about to change the images: in one [piece of work][SignedRepository#exclusively] with the change.
  ///
  /// @throws ProblemException `E-ROLLOUT` when one is unfinished
  public void checkIsFinished() throws IOException {
    var _ = signed.exclusively(this::finished);
  }

  private Optional<RolloutState> finished() throws IOException {
    Optional<RolloutState> state = store.settled();
    if (state.isPresent() && !state.get().phase().isOver()) {
      RolloutState rollout = state.get();
      throw RolloutStore.refused(
          "the rollout of release %d is not finished: %s, stage %d of %d"
              .formatted(
                  rollout.subject().release(),
                  rollout.phase(),
                  rollout.stage(),
                  rollout.plan().stages().size()),
          "let it finish, or give it up: lockstep rollout abort");
    }
    Optional<RolloutStatement> statement = signed.statement();
    boolean isHalfWay =
        statement
            .filter(each -> !each.isEveryoneOnCurrent() && !each.isEveryoneOnOld())
            .isPresent();
    if (isHalfWay) {
      throw RolloutStore.unexplained(statement.get());
    }
    return state;
  }

  /// Whether the fleet was sent to old, or has never been sent on from there.
  public boolean isFleetOnOld() throws IOException {
    return signed.statement().filter(RolloutStatement::isEveryoneOnOld).isPresent();
  }

  private RolloutState change(By by, Move move) throws IOException {
    return signed.exclusively(() -> {
      Release release = store.release();
      RolloutState before =
          store
              .settled()
              .orElseThrow(() ->
                  RolloutStore.refused(
                      "there is no rollout of release " + release.counter(),
                      "begin one: lockstep rollout start"));
      return done(move.of(before), by);
    });
  }

  private RolloutState done(RolloutState state, By by) throws IOException {
    by.witness().sees(state);
    return store.published(state);
  }

  private static ProblemException noOld(String why) {
    return new ProblemException(new Problem("E-NO-OLD", "", why, "publish another image instead"));
  }
}
