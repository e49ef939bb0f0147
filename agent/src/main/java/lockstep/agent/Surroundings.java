package lockstep.agent;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// What a command has around it.
///
/// @param settings the settings file; need not exist
public record Surroundings(
    PrintStream out, PrintStream err, InstantSource clock, RandomGenerator random, Path settings) {
  static Surroundings ofThisProcess() {
    return new Surroundings(
        System.out,
        System.err,
        InstantSource.system(),
        RandomGenerator.getDefault(),
        Path.of("/etc/lockstep/agent.toml"));
  }
}
