package lockstep.server;

import java.io.IOException;
import java.util.OptionalInt;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.json.Json;
import lockstep.server.rollout.PictureJson;
import lockstep.server.rollout.PlanJson;
import lockstep.server.rollout.Pull;
import lockstep.server.rollout.RolloutPicture;
import lockstep.server.rollout.RolloutPlan;

/// Steers the rollout through a server, as an operator.
final class ServerOffice implements RolloutOffice {
  private final FleetClient client;

  ServerOffice(FleetClient client) {
    this.client = client;
  }

  @Override
  public RolloutPicture show() throws IOException, InterruptedException {
    return picture(client::rollout);
  }

  @Override
  public RolloutPicture start(RolloutPlan plan) throws IOException, InterruptedException {
    return act("rollout/start", Json.object().put("plan", PlanJson.of(plan)));
  }

  @Override
  public RolloutPicture advance() throws IOException, InterruptedException {
    return act("rollout/advance", Json.object());
  }

  @Override
  public RolloutPicture due() throws IOException, InterruptedException {
    return show();
  }

  @Override
  public RolloutPicture halt(String why) throws IOException, InterruptedException {
    return act("rollout/halt", Json.object().put("why", why));
  }

  @Override
  public RolloutPicture resume(OptionalInt threshold) throws IOException, InterruptedException {
    Json.ObjectBuilder wish = Json.object();
    threshold.ifPresent(value -> wish.put("threshold", value));
    return act("rollout/resume", wish);
  }

  @Override
  public RolloutPicture abort(String why, Pull pull) throws IOException, InterruptedException {
    return act("rollout/abort", back(why, pull));
  }

  @Override
  public RolloutPicture rollback(String why, Pull pull) throws IOException, InterruptedException {
    return act("rollback", back(why, pull));
  }

  private static Json.ObjectBuilder back(String why, Pull pull) {
    return Json.object().put("why", why).put("urgent", pull == Pull.URGENT);
  }

  private RolloutPicture act(String name, Json.ObjectBuilder wish)
      throws IOException, InterruptedException {
    return picture(() -> client.act(name, wish.build()));
  }

  private interface Asking {
    Json.Object answer() throws IOException, InterruptedException;
  }

  /// A fleet can be stopped and sent back while its server is down, and whoever is on call has to know.
  private static RolloutPicture picture(Asking asking) throws IOException, InterruptedException {
    try {
      return PictureJson.read(asking.answer());
    } catch (ProblemException e) {
      Problem problem = e.problem();
      if (!problem.code().equals(FleetClient.UNREACHABLE)) {
        throw e;
      }
      throw new ProblemException(
          new Problem(
              problem.code(),
              problem.path(),
              problem.message(),
              problem.next()
                  + "; it works without the server too, on the machine that has the repository:"
                  + " give REPO instead of --server"),
          e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
