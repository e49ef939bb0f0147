package lockstep.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lockstep.images.console.Console;
import lockstep.images.console.Progress;
import lockstep.server.check.Finding;
import lockstep.server.check.RepositoryCheck;
import lockstep.server.check.RepositoryCheck.Report;
import lockstep.server.repair.Copies;
import lockstep.server.repair.CopySource;
import lockstep.server.repair.RepositoryRepair;
import lockstep.server.repository.Repository;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "fsck",
    mixinStandardHelpOptions = true,
    description = "Reads every object of a repository, and repairs it from good copies.",
    footer = {
      "",
      "Examples:",
      "  lockstep fsck /srv/lockstep",
      "  lockstep fsck /srv/lockstep --repair",
      "  lockstep fsck /srv/lockstep --repair-from https://mirror.example/lockstep",
      "",
      "Nothing from a source is believed: only what is proven replaces anything. Exit",
      "code 1 when anything is, or remains, missing or damaged. Files that nobody needs",
      "are told and stay; see gc."
    })
final class FsckCommand extends LockstepCommand {
  @Parameters(paramLabel = "REPO", description = "the repository")
  private Path repository;

  @Option(names = "--repair", description = "mend what can be made of the rest of the repository")
  private boolean repair;

  @Option(
      names = "--repair-from",
      paramLabel = "URL|DIR",
      description = "mend with what this copy of the repository has; may be repeated")
  private List<String> sources = new ArrayList<>();

  @Option(
      names = "--trust",
      paramLabel = "FILE",
      description = "the root that machines were given (root.json), to mend the repository's own")
  private @Nullable Path trust;

  @Mixin private OnlineKeysOption onlineKeys;

  FsckCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Outcome run(Console console) throws Exception {
    Instant started = clock().instant();
    Repository opened = Repository.openDamaged(repository);
    RepositoryCheck check = new RepositoryCheck(opened, clock());
    Optional<RepositoryRepair.Outcome> mended = Optional.empty();
    Report report;
    if (repair || !sources.isEmpty() || trust != null) {
      mended = Optional.of(repair(opened, check, console));
      report = mended.get().report();
    } else {
      report = check(check, console);
    }
    for (Finding finding : report.findings()) {
      console.failure(FsckReport.told(finding));
    }
    return new FsckReport(report, mended, Duration.between(started, clock().instant())).outcome();
  }

  private static Report check(RepositoryCheck check, Console console) throws IOException {
    try (Progress progress =
        console.progress("checking", Progress.Measure.BYTES, check.expectedBytes())) {
      return check.run(progress::advance);
    }
  }

  private RepositoryRepair.Outcome repair(Repository opened, RepositoryCheck check, Console console)
      throws IOException {
    List<CopySource> copies = new ArrayList<>();
    Path root = trust;
    try (Progress progress = console.progress("fetching", Progress.Measure.BYTES, 0)) {
      for (String source : sources) {
        copies.add(Copies.at(source));
      }
      return new RepositoryRepair(
              opened,
              onlineKeys.of(repository),
              root == null ? null : Files.readAllBytes(root),
              copies,
              progress::advance)
          .run(() -> check(check, console));
    } finally {
      copies.forEach(CopySource::close);
    }
  }
}
