package lockstep.server.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import lockstep.images.checkup.Check;
import lockstep.images.checkup.Finding;
import lockstep.images.console.Figures;
import lockstep.server.gate.GateLimits;
import lockstep.server.store.Database;

/// Whether a server may open as many files as it takes connections: the one that runs, else one that is started from here.
record OpenFilesCheck(Path data) implements Check {
  private static final String LIMIT = "Max open files";

  /// The database's, the repository's, and those that are answered that it is busy.
  private static final int BESIDE_CONNECTIONS = 1024;

  @Override
  public String name() {
    return "open-files";
  }

  @Override
  public Finding look() throws IOException {
    Optional<Long> server = Database.user(data);
    // The JVM raises what is soft to what is hard.
    long allowed = hard(Path.of("/proc", server.map(String::valueOf).orElse("self"), "limits"));
    long connections = GateLimits.defaults().maxConnections();
    long needed = connections + connections / 4 + BESIDE_CONNECTIONS;
    String says =
        "%s may have %s files open, and needs %s to serve as many machines as it can at one time"
            .formatted(
                server.map(pid -> "process " + pid).orElse("a server started from here"),
                allowed == Long.MAX_VALUE ? "any number of" : Figures.count(allowed),
                Figures.count(needed));
    return allowed >= needed
        ? Finding.ok(says)
        : Finding.warn(says, "LimitNOFILE= of its unit, or ulimit -Hn before it starts");
  }

  private static long hard(Path limits) throws IOException {
    for (String line : Files.readAllLines(limits)) {
      if (line.startsWith(LIMIT)) {
        String word = line.substring(LIMIT.length()).strip().split("\\s+", -1)[1];
        return word.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(word);
      }
    }
    throw new IOException(limits + " has no line '" + LIMIT + "'");
  }
}
