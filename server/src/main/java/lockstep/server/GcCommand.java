package lockstep.server;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import lockstep.images.ImageId;
import lockstep.images.console.Console;
import lockstep.images.console.Figures;
import lockstep.images.json.Json;
import lockstep.server.repository.GarbageCollection;
import lockstep.server.repository.Repository;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "gc",
    mixinStandardHelpOptions = true,
    description = "Removes retired images whose grace period is over, and what only they needed.",
    footer = {"", "Example:", "  lockstep gc /srv/lockstep --grace-days 14"})
final class GcCommand extends LockstepCommand {
  @Parameters(paramLabel = "REPO", description = "the repository")
  private Path repository;

  @Option(
      names = "--grace-days",
      defaultValue = "7",
      paramLabel = "N",
      description = "how many days a retired image stays (default: ${DEFAULT-VALUE})")
  private int graceDays;

  @Mixin private OnlineKeysOption onlineKeys;

  GcCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Outcome run(Console console) throws Exception {
    GarbageCollection collection =
        new GarbageCollection(
            Repository.open(repository), onlineKeys.open(repository, clock()), clock());
    GarbageCollection.Collected collected =
        collection.collect(Duration.ofDays(Math.max(0, graceDays)));
    List<String> lines = new ArrayList<>();
    for (ImageId id : collected.images()) {
      lines.add("removed image " + id);
    }
    lines.add(
        "removed %d images, %d packs, %d files of deltas: %s; %d retired images have time left"
            .formatted(
                collected.images().size(),
                collected.packs(),
                collected.deltas(),
                Figures.bytes(collected.bytes()),
                collected.kept()));
    return new Outcome(json(collected), lines);
  }

  private static Json.Object json(GarbageCollection.Collected collected) {
    return Json.object()
        .put("images", Json.texts(collected.images().stream().map(ImageId::toString).toList()))
        .put("packs", collected.packs())
        .put("deltas", collected.deltas())
        .put("bytes", collected.bytes())
        .put("inGrace", collected.kept())
        .build();
  }
}
