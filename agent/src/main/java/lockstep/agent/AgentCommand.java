package lockstep.agent;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import lockstep.agent.report.ReportJson;
import lockstep.images.Problem;
import lockstep.images.console.Console;
import lockstep.images.console.Explanation;
import lockstep.images.json.Json;
import lockstep.images.json.JsonWriter;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/// A command of the agent: settles its options, works, and tells how it failed, if it did.
abstract class AgentCommand implements Callable<Integer> {
  /// What `plan` and `verify` answer when they found any.
  static final int DIFFERENCES_FOUND = 3;

  private final Surroundings here;

  @Mixin private MachineOptions machine;
  @Mixin private OutputOptions output;

  AgentCommand(Surroundings here) {
    this.here = here;
    machine = new MachineOptions();
    output = new OutputOptions();
  }

  /// Does the work; results and progress go to `console`.
  ///
  /// @return the exit code
  abstract int run(Console console) throws Exception;

  /// Reads the settings file; nothing is done before that.
  void settle() throws IOException {
    machine.settle(here);
  }

  /// How it speaks.
  Console console(OutputOptions wished) {
    return wished.console(here);
  }

  final Surroundings here() {
    return here;
  }

  final MachineOptions machine() {
    return machine;
  }

  final boolean isJson() {
    return output.isJson();
  }

  @Override
  public Integer call() {
    Console console = console(output);
    try {
      settle();
      return run(console);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failed(console, e);
    } catch (Exception e) {
      return failed(console, e);
    }
  }

  private int failed(Console console, Exception thrown) {
    if (isJson()) {
      console.result(JsonWriter.plain(failed(Explanation.of(thrown))));
    }
    console.failure(thrown);
    return thrown instanceof UsageException ? ExitCode.USAGE : ExitCode.SOFTWARE;
  }

  /// What `--json` prints when the command failed.
  static Json.Object failed(Problem problem) {
    return Json.object()
        .put("outcome", "failed")
        .put("problems", ReportJson.problems(List.of(problem)))
        .build();
  }
}
