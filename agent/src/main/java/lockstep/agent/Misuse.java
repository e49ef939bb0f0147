package lockstep.agent;

import java.util.List;
import lockstep.images.Problem;
import lockstep.images.console.Console;
import lockstep.images.json.JsonWriter;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// A command line that cannot be understood: told like every failure, under `--json` as well, with exit code 2.
final class Misuse {
  private Misuse() {}

  static CommandLine explainedBy(Surroundings here, CommandLine program) {
    return program.setParameterExceptionHandler((e, arguments) -> explain(here, e, arguments));
  }

  private static int explain(Surroundings here, ParameterException e, String[] arguments) {
    Console console =
        new Console(
            here.out(), here.err(), Console.Display.LINES, Console.Detail.BRIEF, here.clock());
    Problem problem = new Problem("E-USAGE", "", message(e), next(e));
    if (List.of(arguments).contains("--json")) {
      console.result(JsonWriter.plain(AgentCommand.failed(problem)));
    }
    console.failure(problem);
    return ExitCode.USAGE;
  }

  private static String message(ParameterException e) {
    if (!(e instanceof UnmatchedArgumentException unmatched)) {
      return String.valueOf(e.getMessage());
    }
    String first = "'" + unmatched.getUnmatched().getFirst() + "'";
    if (unmatched.isUnknownOption()) {
      return "there is no option " + first;
    }
    return e.getCommandLine().getSubcommands().isEmpty()
        ? first + " is one argument too many"
        : "there is no command " + first;
  }

  private static String next(ParameterException e) {
    String help = "see: " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help";
    if (e instanceof UnmatchedArgumentException unmatched
        && !unmatched.getSuggestions().isEmpty()) {
      return "did you mean " + String.join(" or ", unmatched.getSuggestions()) + "? Or " + help;
    }
    return help;
  }
}
