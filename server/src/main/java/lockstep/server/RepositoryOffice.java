package lockstep.server;

import java.io.IOException;
import java.time.InstantSource;
import java.util.OptionalInt;
import lockstep.server.audit.Actor;
import lockstep.server.rollout.By;
import lockstep.server.rollout.Pull;
import lockstep.server.rollout.RolloutPicture;
import lockstep.server.rollout.RolloutPlan;
import lockstep.server.rollout.Rollouts;
import lockstep.server.rollout.Verdict;
import lockstep.server.signing.SignedRepository;

/// Steers the rollout of a repository on this machine; what machines reported is not known here.
final class RepositoryOffice implements RolloutOffice {
  private final Rollouts rollouts;
  private final By by;

  RepositoryOffice(SignedRepository signed, InstantSource clock, Actor actor) {
    this.rollouts = new Rollouts(signed, clock);
    this.by = By.unwitnessed(actor.toString());
  }

  @Override
  public RolloutPicture show() throws IOException {
    return rollouts.picture(Verdict.NONE);
  }

  @Override
  public RolloutPicture start(RolloutPlan plan) throws IOException {
    var _ = rollouts.start(plan, by);
    return show();
  }

  @Override
  public RolloutPicture advance() throws IOException {
    var _ = rollouts.advance(by);
    return show();
  }

  @Override
  public RolloutPicture due() throws IOException {
    var _ = rollouts.step(by);
    return show();
  }

  @Override
  public RolloutPicture halt(String why) throws IOException {
    var _ = rollouts.halt(by, why);
    return show();
  }

  @Override
  public RolloutPicture resume(OptionalInt threshold) throws IOException {
    var _ = rollouts.resume(by, threshold);
    return show();
  }

  @Override
  public RolloutPicture abort(String why, Pull pull) throws IOException {
    var _ = rollouts.abort(by, why, pull);
    return show();
  }

  @Override
  public RolloutPicture rollback(String why, Pull pull) throws IOException {
    var _ = rollouts.rollback(by, why, pull);
    return show();
  }

  @Override
  public void close() {
    // nothing is open between two calls
  }
}
