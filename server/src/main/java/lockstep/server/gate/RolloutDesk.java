package lockstep.server.gate;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.json.Json;
import lockstep.images.json.JsonException;
import lockstep.images.json.JsonReader;
import lockstep.server.rollout.LiveRollout;
import lockstep.server.rollout.PictureJson;
import lockstep.server.rollout.PlanJson;
import lockstep.server.rollout.Pull;
import lockstep.server.rollout.RolloutPicture;
import lockstep.server.rollout.RolloutPlan;
import lockstep.server.rollout.SuccessCheck;

/// Shows the rollout and lets people steer it, in JSON: docs/formats/rollout-v1.md. Every call may wait for the disk.
final class RolloutDesk {
  private static final int MAX_WHY_LETTERS = 256;

  private final Optional<LiveRollout> rollout;

  /// @param rollout absent on a server without online keys
  RolloutDesk(Optional<LiveRollout> rollout) {
    this.rollout = rollout;
  }

  private interface Act {
    RolloutPicture on(LiveRollout rollout, Json.Object wish) throws IOException;
  }

  Reply show() throws IOException {
    return answer(Json.Object.EMPTY, (live, _) -> live.picture());
  }

  Reply start(Call call) throws IOException {
    return act(call, (live, wish) -> live.start(plan(wish), call.actor()));
  }

  /// A command would run as whoever runs the server, which is more than an operator may.
  private static RolloutPlan plan(Json.Object wish) throws IOException {
    RolloutPlan plan = PlanJson.read(wish.object("plan"));
    boolean isCommand =
        plan.check().filter(check -> check.kind() == SuccessCheck.Kind.COMMAND).isPresent();
    if (isCommand) {
      throw new ProblemException(
          new Problem(
              "E-ROLLOUT",
              "",
              "a command as success check can be named on the repository's own machine only",
              "start it there: lockstep rollout start REPO; or name a webhook: --check-url"));
    }
    return plan;
  }

  Reply advance(Call call) throws IOException {
    return act(call, (live, _) -> live.advance(call.actor()));
  }

  Reply resume(Call call) throws IOException {
    return act(call, (live, wish) -> live.resume(call.actor(), threshold(wish)));
  }

  Reply halt(Call call) throws IOException {
    return act(call, (live, wish) -> live.halt(call.actor(), why(wish)));
  }

  Reply abort(Call call) throws IOException {
    return act(call, (live, wish) -> live.abort(call.actor(), why(wish), pull(wish)));
  }

  Reply rollback(Call call) throws IOException {
    return act(call, (live, wish) -> live.rollback(call.actor(), why(wish), pull(wish)));
  }

  private Reply act(Call call, Act act) throws IOException {
    try {
      return answer(JsonReader.readObject(call.request().body().toByteArray()), act);
    } catch (JsonException e) {
      return Reply.text(HttpResponseStatus.BAD_REQUEST, String.valueOf(e.getMessage()));
    }
  }

  private Reply answer(Json.Object wish, Act act) throws IOException {
    if (rollout.isEmpty()) {
      return refused(
          new Problem(
              "E-NO-ONLINE-KEYS",
              "",
              "this server has no online keys, so it cannot move a rollout",
              "ask the server that renews what expires"));
    }
    try {
      return Reply.json(HttpResponseStatus.OK, PictureJson.of(act.on(rollout.get(), wish)));
    } catch (ProblemException e) {
      return refused(e.problem());
    }
  }

  private static Reply refused(Problem problem) {
    return Reply.json(
        HttpResponseStatus.CONFLICT,
        Json.object()
            .put("code", problem.code())
            .put("path", problem.path())
            .put("message", problem.message())
            .put("next", problem.next())
            .build());
  }

  private static String why(Json.Object wish) throws JsonException {
    String why = wish.find("why").isPresent() ? wish.text("why") : "";
    if (why.length() > MAX_WHY_LETTERS) {
      throw new JsonException("a reason has at most %d letters".formatted(MAX_WHY_LETTERS));
    }
    return why;
  }

  private static Pull pull(Json.Object wish) throws JsonException {
    return wish.find("urgent").isPresent() && wish.bool("urgent") ? Pull.URGENT : Pull.USUAL;
  }

  private static OptionalInt threshold(Json.Object wish) throws JsonException {
    if (wish.find("threshold").isEmpty()) {
      return OptionalInt.empty();
    }
    long threshold = wish.whole("threshold");
    if (threshold < 0 || threshold > 10_000) {
      throw new JsonException("a threshold is 0 to 10000 hundredths of a percent");
    }
    return OptionalInt.of((int) threshold);
  }
}
