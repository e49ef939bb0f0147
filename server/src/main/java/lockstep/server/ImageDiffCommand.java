package lockstep.server;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import lockstep.images.console.Console;
import lockstep.images.console.Progress;
import lockstep.server.diff.ImageDiff;
import lockstep.server.repository.Repository;
import lockstep.server.repository.StoredImage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `lockstep image diff`: the report may have a million lines, so it goes to standard output as it is made.
@Command(
    name = "diff",
    mixinStandardHelpOptions = true,
    description = "Tells what distinguishes two images, for a review before a release.",
    footer = {
      "",
      "Examples:",
      "  lockstep image diff /srv/lockstep web-2026.10 web-2026.11",
      "  lockstep image diff /srv/lockstep web-2026.10 web-2026.11 --json | sha256sum",
      "",
      "Lines of PATHS begin with + added, - removed, > moved (found by content),",
      "! another kind, c other content, m other metadata, t other mtime only (--mtimes).",
      "The same two images always give the same report. Exit code 3: they differ."
    })
final class ImageDiffCommand implements Callable<Integer> {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int DIFFERENT = 3;

  private final Surroundings surroundings;

  @Parameters(index = "0", paramLabel = "REPO", description = "the repository")
  private Path repository;

  @Parameters(
      index = "1",
      paramLabel = "A",
      description = "the earlier image: label, id, or first digits of an id")
  private String from;

  @Parameters(index = "2", paramLabel = "B", description = "the later image")
  private String to;

  @Option(names = "--mtimes", description = "list the paths of which only the mtime differs, too")
  private boolean mtimes;

  @Mixin private OutputOptions output;

  ImageDiffCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    return output.run(surroundings, this::compare);
  }

  private int compare(Console console) throws IOException {
    Repository opened = Repository.open(repository);
    StoredImage earlier = opened.find(from);
    StoredImage later = opened.find(to);
    ImageDiff diff =
        new ImageDiff(
            opened, earlier, later, mtimes ? ImageDiff.Mtimes.LISTED : ImageDiff.Mtimes.COUNTED);
    long paths = Math.max(earlier.entries(), later.entries());
    try (Progress progress = console.progress("comparing", Progress.Measure.ITEMS, paths)) {
      diff.findMoves(progress::advance);
    }
    PrintStream out =
        new PrintStream(
            new BufferedOutputStream(surroundings.out(), BUFFER_BYTES),
            false,
            StandardCharsets.UTF_8);
    if (output.isJson()) {
      diff.json(out);
    } else {
      diff.text(out);
    }
    if (out.checkError()) {
      throw new IOException("standard output takes no more");
    }
    return earlier.id().equals(later.id()) ? Outcome.DONE : DIFFERENT;
  }
}
