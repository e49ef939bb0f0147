package lockstep.agent.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import lockstep.agent.converge.ManagedPaths;
import lockstep.agent.root.ManagedRoot;
import lockstep.images.checkup.Check;
import lockstep.images.checkup.Finding;
import lockstep.images.console.Figures;

/// Whether the machine's own exclude rules can be read.
record ExcludesCheck(Path root, Path state) implements Check {
  @Override
  public String name() {
    return "excludes";
  }

  @Override
  public Finding look() throws IOException {
    try (ManagedRoot open = ManagedRoot.open(root)) {
      Path memory = Files.exists(state) ? state : root;
      long own =
          ManagedPaths.of(open, List.of(), memory).rules().stream()
              .filter(rule -> rule.source().equals("/" + ManagedPaths.LOCAL_RULES))
              .count();
      return Finding.ok("%s of this machine's own".formatted(Figures.count(own, "rule", "rules")));
    }
  }
}
