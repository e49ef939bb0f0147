package lockstep.server;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import lockstep.images.Problem;
import lockstep.images.console.Console;
import lockstep.images.console.Figures;
import lockstep.images.console.Inert;
import lockstep.images.console.Progress;
import lockstep.images.json.Json;
import lockstep.images.manifest.ManifestTotals;
import lockstep.server.check.ImageVerification;
import lockstep.server.check.ImageVerification.Damage;
import lockstep.server.check.ImageVerification.Verdict;
import lockstep.server.repository.Repository;
import lockstep.server.repository.StoredImage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = "Reads all of an image and proves every byte by its hash.",
    footer = {
      "",
      "Example:",
      "  lockstep image verify /srv/lockstep web-2026.11",
      "",
      "Exit code 1 when anything is missing or damaged; 'lockstep fsck REPO' looks at",
      "all images at once and can repair them."
    })
final class ImageVerifyCommand extends LockstepCommand {
  @Parameters(index = "0", paramLabel = "REPO", description = "the repository")
  private Path repository;

  @Parameters(
      index = "1",
      paramLabel = "IMAGE",
      description = "label, id, or first digits of an id")
  private String image;

  ImageVerifyCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Outcome run(Console console) throws Exception {
    Instant started = clock().instant();
    Repository opened = Repository.open(repository);
    StoredImage found = opened.find(image);
    Verdict verdict = verify(opened, found, console);
    for (Damage damage : verdict.damage()) {
      console.failure(told(damage));
    }
    return outcome(found, verdict, Duration.between(started, clock().instant()));
  }

  private static Verdict verify(Repository opened, StoredImage found, Console console)
      throws IOException {
    try (Progress progress =
        console.progress("verifying", Progress.Measure.BYTES, found.totalBytes())) {
      return ImageVerification.verify(opened, found, progress::advance);
    }
  }

  private static Problem told(Damage damage) {
    Problem problem = damage.problem();
    return new Problem(
        problem.code(), problem.path(), problem.message() + hurt(damage), problem.next());
  }

  private static String hurt(Damage damage) {
    if (damage.files() == 0) {
      return "";
    }
    String more = damage.files() > damage.paths().size() ? ", ..." : "";
    return "; it hurts %s files: %s%s"
        .formatted(Figures.count(damage.files()), String.join(", ", damage.paths()), more);
  }

  private static Outcome outcome(StoredImage found, Verdict verdict, Duration took) {
    ManifestTotals totals = verdict.totals();
    Json.Object json =
        Json.object()
            .put("outcome", verdict.isWhole() ? "whole" : "damaged")
            .put("image", found.id().toString())
            .put("label", found.label())
            .put("entries", totals.entries())
            .put("files", totals.files())
            .put("bytes", totals.totalBytes())
            .put("chunkReferences", totals.chunkReferences())
            .put("millis", took.toMillis())
            .put("problems", verdict.damage().stream().map(ImageVerifyCommand::json).toList())
            .build();
    String line =
        "%s: %s, %s entries, %s in %s files, %s"
            .formatted(
                Inert.text(found.label()),
                verdict.isWhole()
                    ? "whole"
                    : verdict.damage().size() + " objects are missing or damaged",
                Figures.count(totals.entries()),
                Figures.bytes(totals.totalBytes()),
                Figures.count(totals.files()),
                Figures.duration(took));
    return new Outcome(json, List.of(line), verdict.isWhole() ? Outcome.DONE : Outcome.FAILED);
  }

  private static Json json(Damage damage) {
    Problem problem = damage.problem();
    return Json.object()
        .put("code", problem.code())
        .put("path", problem.path())
        .put("message", problem.message())
        .put("next", problem.next())
        .put("files", damage.files())
        .put("paths", Json.texts(damage.paths()))
        .build();
  }
}
