package lockstep.server;

import java.io.PrintStream;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import lockstep.images.Problem;
import lockstep.images.console.Console;
import lockstep.images.console.Explanation;
import lockstep.images.json.Json;
import lockstep.images.json.JsonWriter;
import picocli.CommandLine.Option;

/// What all commands have in common: how they answer and how they fail.
abstract class LockstepCommand implements Callable<Integer> {
  private static final int DONE = 0;
  private static final int FAILED = 1;

  @Option(names = "--json", description = "Print one JSON object and nothing else.")
  private boolean json;

  @Option(names = "--debug", description = "Show stack traces of failures.")
  private boolean debug;

  /// Does the command's work; progress and warnings go to `console`.
  abstract Outcome run(Console console) throws Exception;

  /// The real time, which enters here and nowhere below.
  static InstantSource clock() {
    return InstantSource.system();
  }

  @Override
  public Integer call() {
    PrintStream out = System.out;
    Console console =
        new Console(
            out,
            System.err,
            json ? Console.Display.SILENT : Console.displayOfThisProcess(),
            debug ? Console.Detail.DEBUG : Console.Detail.BRIEF,
            clock());
    try {
      Outcome outcome = run(console);
      if (json) {
        console.result(JsonWriter.plain(outcome.json()));
      } else {
        console.result(outcome.lines());
      }
      return DONE;
    } catch (Exception e) {
      if (json) {
        console.result(JsonWriter.plain(failure(Explanation.of(e))));
      }
      console.failure(e);
      return FAILED;
    }
  }

  private static Json.Object failure(Problem problem) {
    return Json.object().put("outcome", "failed").put("problems", List.of(json(problem))).build();
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
