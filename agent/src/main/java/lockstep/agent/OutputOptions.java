package lockstep.agent;

import lockstep.images.console.Console;
import picocli.CommandLine.Option;

/// How a command speaks.
final class OutputOptions {
  @Option(names = "--json", description = "print one JSON object, for scripts")
  private boolean json;

  @Option(names = "--quiet", description = "no progress, only results and failures")
  private boolean quiet;

  @Option(names = "--debug", description = "show the stack trace of a failure")
  private boolean debug;

  boolean isJson() {
    return json;
  }

  Console console(Surroundings here) {
    return console(here, json || quiet ? Console.Display.SILENT : Console.displayOfThisProcess());
  }

  /// For what runs for days: to a log, whatever is also printed for scripts.
  Console log(Surroundings here) {
    return console(here, quiet ? Console.Display.FAILURES : Console.Display.LOG);
  }

  private Console console(Surroundings here, Console.Display display) {
    Console.Detail detail = debug ? Console.Detail.DEBUG : Console.Detail.BRIEF;
    return new Console(here.out(), here.err(), display, detail, here.clock());
  }
}
