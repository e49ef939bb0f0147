package lockstep.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import lockstep.images.console.Console;
import lockstep.images.console.Inert;
import lockstep.images.json.Json;
import lockstep.server.signing.KeyDirectory;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "ls",
    aliases = "list",
    mixinStandardHelpOptions = true,
    description = "Shows whose signatures count, and how many are needed.",
    footer = {
      "",
      "Example:",
      "  lockstep key ls /srv/lockstep --keys ~/lockstep-keys",
      "",
      "With --keys the ids of the keys whose .pub file lies there have their name."
    })
final class KeyListCommand extends LockstepCommand {
  /// In the order people think of them.
  private static final List<String> ROLES = List.of("root", "targets", "snapshot", "timestamp");

  @Parameters(paramLabel = "REPO", description = "the repository")
  private Path repository;

  @Option(names = "--keys", paramLabel = "DIR", description = "keys of people, for their names")
  private @Nullable Path keys;

  @Mixin private OnlineKeysOption onlineKeys;

  KeyListCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Outcome run(Console console) throws Exception {
    Json.Object root = onlineKeys.open(repository, clock()).root();
    Map<String, String> names = keys == null ? Map.of() : KeyDirectory.names(keys);
    Json.ObjectBuilder roles = Json.object();
    List<String> lines = new ArrayList<>();
    lines.add(
        "root version %d, good until %s"
            .formatted(root.whole("version"), Inert.text(root.text("expires"))));
    for (String name : ROLES) {
      Json.Object role = root.object("roles").object(name);
      List<String> ids = role.texts("keyids");
      String shown = name.equals("targets") ? "release" : name;
      roles.put(
          shown,
          Json.object().put("threshold", role.whole("threshold")).put("keys", Json.texts(ids)));
      lines.add("%s: %d of %d".formatted(shown, role.whole("threshold"), ids.size()));
      ids.forEach(id -> lines.add("  " + id + (names.containsKey(id) ? "  " + names.get(id) : "")));
    }
    return new Outcome(
        Json.object()
            .put("version", root.whole("version"))
            .put("expires", root.text("expires"))
            .put("roles", roles)
            .build(),
        lines);
  }
}
