package lockstep.agent;

import java.util.ArrayList;
import java.util.List;
import lockstep.agent.converge.RootTriggers;
import lockstep.agent.root.ManagedRoot;
import lockstep.excludes.RelativePath;
import lockstep.images.console.Console;
import lockstep.images.json.JsonWriter;
import lockstep.images.trigger.ChangeEvent;
import lockstep.images.trigger.Forecast;
import lockstep.images.trigger.Triggers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "triggers",
    mixinStandardHelpOptions = true,
    description =
        "Show what runs after a commit, from the root's own trigger files: no server is asked.",
    footer = {
      "",
      "Examples:",
      "  lockstep-agent triggers",
      "  lockstep-agent triggers --explain /etc/ssh/sshd_config /usr/lib/libz.so.1",
      "  lockstep-agent triggers --event deleted --explain /usr/sbin/sshd --json"
    })
final class TriggersCommand extends AgentCommand {
  @Option(
      names = "--explain",
      paramLabel = "PATH",
      arity = "1..*",
      description =
          "say for each trigger whether it would fire if these paths changed, and why or why not")
  private List<String> explain = new ArrayList<>();

  @Option(
      names = "--event",
      paramLabel = "EVENT",
      description = "what happens to the paths: created, changed or deleted (default: changed)")
  private String event = ChangeEvent.CHANGED.toString();

  TriggersCommand(Surroundings here) {
    super(here);
  }

  @Override
  int run(Console console) throws Exception {
    ChangeEvent happened = event();
    List<RelativePath> paths = paths();
    try (ManagedRoot root = machine().openRoot()) {
      Triggers triggers = RootTriggers.read(root);
      if (triggers.declared().isEmpty()) {
        console.note("this root has no triggers: etc/lockstep/triggers.d holds none");
      }
      if (paths.isEmpty()) {
        show(triggers, console);
      } else {
        show(triggers.forecast(happened, paths), console);
      }
    }
    return 0;
  }

  private ChangeEvent event() throws UsageException {
    for (ChangeEvent known : ChangeEvent.values()) {
      if (known.toString().equals(event)) {
        return known;
      }
    }
    throw new UsageException(
        "'%s' is nothing that happens to a path".formatted(event),
        "give --event created, changed or deleted");
  }

  private List<RelativePath> paths() throws UsageException {
    List<RelativePath> paths = new ArrayList<>();
    for (String text : explain) {
      paths.add(path(text));
    }
    return paths;
  }

  private static RelativePath path(String text) throws UsageException {
    try {
      RelativePath path = RelativePath.of(text.replaceAll("^/+|/+$", ""));
      if (!path.isRoot()) {
        return path;
      }
    } catch (IllegalArgumentException e) {
      // Said below, as for the root, which no trigger can watch.
    }
    throw new UsageException(
        "'%s' is no path that a trigger can watch".formatted(text),
        "give paths as the root sees them, such as /etc/ssh/sshd_config");
  }

  private void show(Triggers triggers, Console console) {
    if (isJson()) {
      console.result(JsonWriter.plain(TriggersJson.declared(triggers)));
      return;
    }
    triggers.declared().forEach(declared -> TriggerLines.of(declared).forEach(console::result));
  }

  private void show(List<Forecast> forecasts, Console console) {
    if (isJson()) {
      console.result(JsonWriter.plain(TriggersJson.forecasts(forecasts)));
      return;
    }
    forecasts.forEach(forecast -> TriggerLines.of(forecast).forEach(console::result));
  }
}
