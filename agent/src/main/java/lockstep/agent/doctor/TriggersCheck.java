package lockstep.agent.doctor;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import lockstep.agent.converge.RootTriggers;
import lockstep.agent.root.ManagedRoot;
import lockstep.agent.trigger.TriggerRunner;
import lockstep.images.checkup.Check;
import lockstep.images.checkup.Finding;
import lockstep.images.console.Figures;
import lockstep.images.trigger.Triggers;

/// Whether the triggers that lie in the root can be read, and what they run is there.
record TriggersCheck(Path root, InstantSource clock) implements Check {
  @Override
  public String name() {
    return "triggers";
  }

  @Override
  public Finding look() throws IOException {
    try (ManagedRoot open = ManagedRoot.open(root)) {
      List<Triggers.Declared> all = RootTriggers.read(open).declared();
      TriggerRunner runner = new TriggerRunner(root, clock, () -> {});
      List<String> missing = new ArrayList<>();
      for (Triggers.Declared declared : all) {
        runner
            .lacks(declared.trigger())
            .ifPresent(program -> missing.add(declared.trigger().name() + " needs " + program));
      }
      return missing.isEmpty()
          ? Finding.ok(Figures.count(all.size(), "trigger", "triggers"))
          : Finding.warn(
              "not in this root: " + String.join(", ", missing),
              "put the program into the image, or take the trigger out of it");
    }
  }
}
