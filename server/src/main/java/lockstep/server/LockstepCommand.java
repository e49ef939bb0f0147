package lockstep.server;

import java.time.InstantSource;
import java.util.concurrent.Callable;
import lockstep.images.Problem;
import lockstep.images.console.Console;
import lockstep.images.json.Json;
import lockstep.images.json.JsonWriter;
import picocli.CommandLine.Mixin;

/// A command that does one thing and then says what it did.
abstract class LockstepCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private OutputOptions output;

  LockstepCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /// Does the command's work; progress and warnings go to `console`.
  abstract Outcome run(Console console) throws Exception;

  final InstantSource clock() {
    return surroundings.clock();
  }

  @Override
  public Integer call() {
    return output.run(
        surroundings,
        console -> {
          Outcome outcome = run(console);
          if (output.isJson()) {
            console.result(JsonWriter.plain(outcome.json()));
          } else {
            console.result(outcome.lines());
          }
          return outcome.exitCode();
        });
  }

  static Json.Object json(Problem problem) {
    return Json.object()
        .put("code", problem.code())
        .put("path", problem.path())
        .put("message", problem.message())
        .put("next", problem.next())
        .build();
  }
}
