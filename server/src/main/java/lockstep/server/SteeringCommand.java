package lockstep.server;

import java.util.List;
import lockstep.images.Problem;
import lockstep.images.console.Console;
import lockstep.images.json.Json;
import lockstep.server.rollout.PictureJson;
import lockstep.server.rollout.RolloutPicture;
import picocli.CommandLine.Mixin;

/// A command that shows or steers the rollout, and then shows what came of it.
abstract class SteeringCommand extends LockstepCommand {
  @Mixin private RolloutPlace place = new RolloutPlace();

  SteeringCommand(Surroundings surroundings) {
    super(surroundings);
  }

  /// @throws picocli.CommandLine.ParameterException when the options do not fit
  void check() {}

  abstract RolloutPicture act(RolloutOffice office) throws Exception;

  /// What was done, for scripts: `started`.
  abstract String outcome();

  @Override
  public Integer call() {
    place.check();
    check();
    return super.call();
  }

  @Override
  Outcome run(Console console) throws Exception {
    try (RolloutOffice office = place.open(clock())) {
      RolloutPicture picture = act(office);
      Json.ObjectBuilder json = Json.object().put("outcome", outcome());
      PictureJson.of(picture).members().forEach(json::put);
      List<Problem> warnings = warnings(picture);
      warnings.forEach(console::warning);
      if (!warnings.isEmpty()) {
        json.put("problems", warnings.stream().map(LockstepCommand::json).toList());
      }
      return new Outcome(json.build(), lines(picture));
    }
  }

  /// What was done all the same, and may not be what was meant.
  List<Problem> warnings(RolloutPicture picture) {
    return List.of();
  }

  /// Told without `--json`.
  List<String> lines(RolloutPicture picture) {
    return new RolloutView(clock().instant()).lines(picture);
  }
}
