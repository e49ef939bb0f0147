package lockstep.server;

import java.io.PrintStream;
import java.time.InstantSource;

/// What a command has around it: where it prints, and what time it is.
public record Surroundings(PrintStream out, PrintStream err, InstantSource clock) {
  static Surroundings ofThisProcess() {
    return new Surroundings(System.out, System.err, InstantSource.system());
  }
}
