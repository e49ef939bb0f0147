package lockstep.agent;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lockstep.agent.converge.AgentHome;
import lockstep.agent.converge.HiddenPaths;
import lockstep.agent.mirror.Mirrors;
import lockstep.agent.root.ManagedRoot;
import lockstep.agent.root.Workspace;
import lockstep.agent.source.HttpOrigin;
import lockstep.agent.source.RepositorySource;
import lockstep.excludes.ExcludeRule;
import lockstep.excludes.RelativePath;
import lockstep.images.console.Console;
import lockstep.images.json.Json;
import lockstep.images.json.JsonWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "excludes",
    mixinStandardHelpOptions = true,
    description = "Show the rules that keep paths of this machine out of Lockstep's hands.",
    footer = {"", "Examples:", "  lockstep-agent excludes", "  lockstep-agent excludes --explain"})
final class ExcludesCommand extends AgentCommand {
  @Option(names = "--explain", description = "say for each rule which existing paths it hides here")
  private boolean explain;

  ExcludesCommand(Surroundings here) {
    super(here);
  }

  @Override
  int run(Console console) throws Exception {
    AgentHome home = machine().openHome();
    Optional<HttpOrigin> server = machine().openServer(home, here());
    try (Workspace.Lock _ = home.lock();
        RepositorySource source = machine().openSource(server, here());
        Mirrors mirrors = machine().openMirrors(source, home, here());
        ManagedRoot root = machine().openRoot()) {
      HiddenPaths hidden =
          HiddenPaths.find(home, root, machine().openRepository(mirrors, home, here()));
      show(hidden, console);
      mirrors.problems().forEach(console::warning);
      return 0;
    } finally {
      server.ifPresent(HttpOrigin::close);
    }
  }

  private void show(HiddenPaths hidden, Console console) throws IOException {
    Map<ExcludeRule, List<RelativePath>> byRule = new LinkedHashMap<>();
    hidden.rules().forEach(rule -> byRule.put(rule, new ArrayList<>()));
    hidden
        .paths()
        .forEach((path, rule) -> byRule.computeIfAbsent(rule, _ -> new ArrayList<>()).add(path));
    if (isJson()) {
      console.result(JsonWriter.plain(json(byRule, hidden)));
      return;
    }
    byRule.forEach((rule, paths) -> {
      console.result(rule.toString());
      if (explain) {
        paths.forEach(path -> console.result("    /" + path));
      }
    });
    if (explain) {
      hidden.mounts().forEach(path -> console.result("mounted:  /" + path));
    }
  }

  private static Json.Object json(Map<ExcludeRule, List<RelativePath>> byRule, HiddenPaths hidden) {
    List<Json.Object> rules = new ArrayList<>();
    byRule.forEach((rule, paths) ->
        rules.add(
            Json.object()
                .put("source", rule.source())
                .put("line", rule.line())
                .put("rule", rule.text().toString())
                .put("paths", texts(paths))
                .build()));
    return Json.object().put("rules", rules).put("mounts", texts(hidden.mounts())).build();
  }

  private static Json.Array texts(List<RelativePath> paths) {
    return Json.texts(paths.stream().map(RelativePath::toString).toList());
  }
}
