package lockstep.server;

import java.util.List;
import lockstep.images.Problem;
import lockstep.images.console.Console;
import lockstep.images.console.Explanation;
import lockstep.images.json.Json;
import lockstep.images.json.JsonWriter;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/// How a command speaks, the same for every command: `@Mixin OutputOptions output`, then `return output.run(...)`.
final class OutputOptions {
  /// A command's work.
  interface Work {
    /// @return the exit code
    int run(Console console) throws Exception;
  }

  @Option(names = "--json", description = "print one JSON object, for scripts")
  private boolean json;

  @Option(names = "--quiet", description = "no progress, only results and failures")
  private boolean quiet;

  @Option(names = "--debug", description = "show the stack trace of a failure")
  private boolean debug;

  boolean isJson() {
    return json;
  }

  /// Does the work and tells how it failed, if it did.
  ///
  /// @return the work's exit code, or 1
  int run(Surroundings surroundings, Work work) {
    Console console = console(surroundings);
    try {
      return work.run(console);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      console.failure(new Problem("E-INTERRUPTED", "", "the command was interrupted", ""));
      return CommandLine.ExitCode.SOFTWARE;
    } catch (Exception e) {
      if (json) {
        console.result(JsonWriter.plain(failed(Explanation.of(e))));
      }
      console.failure(e);
      return CommandLine.ExitCode.SOFTWARE;
    }
  }

  private Console console(Surroundings surroundings) {
    Console.Display display =
        json || quiet ? Console.Display.SILENT : Console.displayOfThisProcess();
    return new Console(
        surroundings.out(),
        surroundings.err(),
        display,
        debug ? Console.Detail.DEBUG : Console.Detail.BRIEF,
        surroundings.clock());
  }

  static Json failed(Problem problem) {
    Json told =
        Json.object()
            .put("code", problem.code())
            .put("path", problem.path())
            .put("message", problem.message())
            .put("next", problem.next())
            .build();
    return Json.object().put("outcome", "failed").put("problems", List.of(told)).build();
  }
}
