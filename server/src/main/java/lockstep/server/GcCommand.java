package lockstep.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import lockstep.images.ImageId;
import lockstep.images.console.Console;
import lockstep.images.console.Figures;
import lockstep.images.console.Progress;
import lockstep.images.json.Json;
import lockstep.server.gc.GarbageCollection;
import lockstep.server.gc.GarbageCollection.Collected;
import lockstep.server.repository.Repository;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "gc",
    mixinStandardHelpOptions = true,
    description = "Removes retired images whose grace period is over, and what only they needed.",
    footer = {
      "",
      "Examples:",
      "  lockstep gc /srv/lockstep --dry-run",
      "  lockstep gc /srv/lockstep --grace-days 14",
      "",
      "Nothing is removed while something that a stored image needs is missing."
    })
final class GcCommand extends LockstepCommand {
  @Parameters(paramLabel = "REPO", description = "the repository")
  private Path repository;

  @Option(names = "--dry-run", description = "only tell what would be removed")
  private boolean dryRun;

  @Mixin private GraceOption grace;

  @Mixin private OnlineKeysOption onlineKeys;

  GcCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Outcome run(Console console) throws Exception {
    GarbageCollection collection =
        new GarbageCollection(
            Repository.open(repository), onlineKeys.open(repository, clock()), clock());
    Collected collected =
        dryRun ? collection.preview(grace.duration()) : collect(collection, console);
    return new Outcome(json(collected), lines(collected));
  }

  private Collected collect(GarbageCollection collection, Console console) throws IOException {
    try (Progress progress = console.progress("removing", Progress.Measure.ITEMS, 0)) {
      return collection.collect(grace.duration(), progress::total, progress::advance);
    }
  }

  private List<String> lines(Collected collected) {
    String removed = dryRun ? "would remove" : "removed";
    List<String> lines = new ArrayList<>();
    for (ImageId id : collected.images()) {
      lines.add(removed + " image " + id);
    }
    if (dryRun) {
      for (GarbageCollection.Going going : collected.objects()) {
        going.files().forEach(file -> lines.add(removed + " " + repository.relativize(file)));
      }
    }
    lines.add(
        "%s %d images, %d packs, %d groups, %d files of deltas: %s; %d retired images have time left"
            .formatted(
                removed,
                collected.images().size(),
                collected.count("packs"),
                collected.count("groups"),
                filesOfDeltas(collected),
                Figures.bytes(collected.bytes()),
                collected.inGrace()));
    return lines;
  }

  private static int filesOfDeltas(Collected collected) {
    return collected.count("deltas") + collected.count("targets");
  }

  private Json.Object json(Collected collected) {
    return Json.object()
        .put("images", Json.texts(collected.images().stream().map(ImageId::toString).toList()))
        .put("packs", collected.count("packs"))
        .put("groups", collected.count("groups"))
        .put("deltas", filesOfDeltas(collected))
        .put("bytes", collected.bytes())
        .put("inGrace", collected.inGrace())
        .put("dryRun", dryRun)
        .build();
  }
}
