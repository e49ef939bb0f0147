package lockstep.agent;

import java.util.Optional;
import lockstep.agent.converge.AgentHome;
import lockstep.agent.converge.Inspection;
import lockstep.agent.limit.Caps;
import lockstep.agent.mirror.Mirrors;
import lockstep.agent.plan.Planner.Reading;
import lockstep.agent.plan.SwapPolicy;
import lockstep.agent.root.ManagedRoot;
import lockstep.agent.root.Workspace;
import lockstep.agent.source.HttpOrigin;
import lockstep.agent.source.RepositorySource;
import lockstep.agent.window.Windows;
import lockstep.images.console.Console;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Shows how the root differs from its image and changes nothing in it.
abstract class InspectCommand extends AgentCommand {
  @Option(
      names = "--image",
      paramLabel = "IMAGE",
      description =
          "compare with this published image: current, old, a label, an id or its beginning")
  private @Nullable String image;

  @Mixin private LimitOptions limits = new LimitOptions();
  @Mixin private RightsOptions rights = new RightsOptions();

  InspectCommand(Surroundings here) {
    super(here);
  }

  abstract Reading reading();

  abstract SwapPolicy.Style commit();

  @Override
  int run(Console console) throws Exception {
    AgentHome home = machine().openHome();
    Caps caps = machine().cap(limits);
    Optional<HttpOrigin> server = machine().openServer(home, here());
    try (Workspace.Lock _ = home.lock();
        RepositorySource source = machine().openSource(server, here());
        Mirrors mirrors = machine().openMirrors(source, home, here());
        ManagedRoot root = machine().openRoot()) {
      caps.hold();
      Inspection.Result result =
          new Inspection(home, root, here().clock(), machine().rights(rights))
              .run(
                  machine().openRepository(mirrors, home, here()),
                  machine().standing(home, here(), Windows.ALWAYS),
                  Optional.ofNullable(image),
                  reading(),
                  commit());
      if (isJson()) {
        DifferencesOutput.json(result, here().out());
      } else {
        DifferencesOutput.text(result, console);
      }
      mirrors.problems().forEach(console::warning);
      boolean asItShould = result.plan().isEmpty() && result.plan().conflicts().isEmpty();
      return asItShould ? 0 : DIFFERENCES_FOUND;
    } finally {
      caps.lift();
      server.ifPresent(HttpOrigin::close);
    }
  }
}
