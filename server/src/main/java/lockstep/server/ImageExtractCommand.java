package lockstep.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.console.Console;
import lockstep.images.console.Figures;
import lockstep.images.console.Inert;
import lockstep.images.console.Progress;
import lockstep.images.json.Json;
import lockstep.images.json.JsonWriter;
import lockstep.images.manifest.ManifestTotals;
import lockstep.server.extract.DirectoryTarget;
import lockstep.server.extract.Extraction;
import lockstep.server.extract.ExtractionTarget;
import lockstep.server.extract.TarOutput;
import lockstep.server.repository.OpenImage;
import lockstep.server.repository.Repository;
import lockstep.server.repository.StoredImage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `lockstep image extract`: the result may be the tar itself, so this speaks for itself.
@Command(
    name = "extract",
    mixinStandardHelpOptions = true,
    description = "Writes an image out as a directory or as a tar, every byte verified.",
    footer = {
      "",
      "Examples:",
      "  lockstep image extract /srv/lockstep web-2026.11 --to /srv/master-copy",
      "  lockstep image extract /srv/lockstep web-2026.11 --to web.tar",
      "  lockstep image extract /srv/lockstep web-2026.11 --to - | tar -t",
      "",
      "A directory must be empty or not there, and needs root. It gets everything the",
      "image holds; paths that the image excludes are not in it. A tar (PAX) cannot",
      "carry the immutable and append-only flags."
    })
final class ImageExtractCommand implements Callable<Integer> {
  private static final String STANDARD_OUTPUT = "-";

  private final Surroundings surroundings;

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "REPO", description = "the repository")
  private Path repository;

  @Parameters(
      index = "1",
      paramLabel = "IMAGE",
      description = "label, id, or first digits of an id")
  private String image;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "DIR|FILE.tar|-",
      description =
          "a directory, a file whose name ends in .tar, or - for a tar on standard output")
  private String to;

  @Mixin private OutputOptions output;

  ImageExtractCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    if (to.equals(STANDARD_OUTPUT) && output.isJson()) {
      throw new ParameterException(
          spec.commandLine(), "--json and --to - both want standard output");
    }
    return output.run(surroundings, this::extract);
  }

  private int extract(Console console) throws IOException {
    Instant started = surroundings.clock().instant();
    Repository opened = Repository.open(repository);
    StoredImage found = opened.find(image);
    try (OpenImage reading = OpenImage.open(opened, found);
        ExtractionTarget target = target()) {
      ManifestTotals totals = extract(reading, target, console, found.totalBytes());
      Duration took = Duration.between(started, surroundings.clock().instant());
      tell(console, found, totals, took, target.entriesWithoutFlags());
    }
    return 0;
  }

  private static ManifestTotals extract(
      OpenImage reading, ExtractionTarget target, Console console, long totalBytes)
      throws IOException {
    try (Progress progress = console.progress("extracting", Progress.Measure.BYTES, totalBytes)) {
      return Extraction.run(reading, target, progress::advance);
    }
  }

  private ExtractionTarget target() throws IOException {
    if (to.equals(STANDARD_OUTPUT)) {
      return TarOutput.standardOutput(surroundings.out());
    }
    Path path = Path.of(to);
    if (to.endsWith(".tar") && !Files.isDirectory(path)) {
      return TarOutput.file(path);
    }
    if (Files.exists(path) && !Files.isDirectory(path)) {
      throw new ProblemException(
          new Problem(
              "E-EXISTS",
              to,
              "is there already and no directory",
              "give an empty directory, or for a tar a new name that ends in .tar"));
    }
    return DirectoryTarget.open(path);
  }

  private void tell(
      Console console, StoredImage found, ManifestTotals totals, Duration took, long withoutFlags) {
    if (withoutFlags > 0) {
      console.warning(
          new Problem(
              "E-TAR-FLAGS",
              to,
              "a tar cannot carry the immutable and append-only flags of %s entries"
                  .formatted(Figures.count(withoutFlags)),
              "extract to a directory where they matter"));
    }
    if (output.isJson()) {
      console.result(JsonWriter.plain(json(found, totals, took, withoutFlags)));
      return;
    }
    String line =
        "%s: %s entries, %s in %s files, %s"
            .formatted(
                Inert.text(found.label()),
                Figures.count(totals.entries()),
                Figures.bytes(totals.totalBytes()),
                Figures.count(totals.files()),
                Figures.duration(took));
    if (to.equals(STANDARD_OUTPUT)) {
      console.note(line);
    } else {
      console.result(List.of(line));
    }
  }

  private Json.Object json(
      StoredImage found, ManifestTotals totals, Duration took, long withoutFlags) {
    return Json.object()
        .put("image", found.id().toString())
        .put("label", found.label())
        .put("to", to)
        .put("entries", totals.entries())
        .put("files", totals.files())
        .put("bytes", totals.totalBytes())
        .put("entriesWithoutFlags", withoutFlags)
        .put("millis", took.toMillis())
        .build();
  }
}
