package lockstep.agent.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import lockstep.agent.commit.Committer;
import lockstep.agent.fetch.FetchArea;
import lockstep.agent.fetch.RangeReader;
import lockstep.agent.journal.Transaction;
import lockstep.agent.limit.Limits;
import lockstep.agent.plan.Plan;
import lockstep.agent.plan.Planner;
import lockstep.agent.plan.RightsPolicy;
import lockstep.agent.plan.SwapPolicy;
import lockstep.agent.root.ManagedRoot;
import lockstep.agent.root.Workspace;
import lockstep.images.Problem;
import lockstep.images.manifest.ManifestReader;
import lockstep.images.tree.Directory;
import lockstep.images.tree.Guarding;
import lockstep.images.tree.PathFilter;

/// A root with some files, which is brought to an image: scan, stage, commit.
final class StagingRig {
  private static final PathFilter FILTER =
      (path, _) -> path.startsWith(Workspace.PATH) ? Guarding.EXCLUDED : Guarding.MANAGED;

  private final Path root;
  private final Path state;
  final List<Problem> problems = new ArrayList<>();

  /// Bytes by the path of the object they are of.
  final Map<String, Long> fetched = new ConcurrentHashMap<>();

  private Limits.Spare spare = Limits.Spare.NETWORK;
  private Planner.Reading reading = Planner.Reading.CHANGED_FILES;

  StagingRig(Path directory) throws IOException {
    root = Files.createDirectories(directory.resolve("root"));
    state = Files.createDirectories(directory.resolve("state"));
  }

  StagingRig file(String name, byte[] content) throws IOException {
    Path file = Files.write(root.resolve(name), content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(1_700_000_000)));
    return this;
  }

  Path path(String name) {
    return root.resolve(name);
  }

  /// Lets the stat index learn what is there, as after a converge to it.
  StagingRig scanned() throws IOException {
    Map<String, byte[]> present = new TreeMap<>();
    try (Stream<Path> files = Files.list(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        present.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
    try (ManagedRoot open = ManagedRoot.open(root)) {
      plan(HandMadeImage.of(present), open);
    }
    return this;
  }

  /// What the machine's files are read for is not known from before.
  StagingRig reading(Planner.Reading how) {
    reading = how;
    return this;
  }

  StagingRig sparing(Limits.Spare what) {
    spare = what;
    return this;
  }

  private Plan plan(HandMadeImage image, ManagedRoot open) throws IOException {
    Planner planner =
        new Planner(
            state.resolve("index"),
            () -> Instant.now().plus(Duration.ofHours(1)),
            SwapPolicy.FILES);
    try (ManifestReader manifest = image.manifest()) {
      return planner
          .plan(
              open.directory(),
              manifest,
              new Planner.Basis(image.id(), FILTER, 0, RightsPolicy.AS_THE_IMAGE),
              reading,
              state.resolve("plan"))
          .plan();
    }
  }

  /// Brings the root to the image and looks that it is there.
  void converge(HandMadeImage image) throws IOException {
    stage(image, honest(image), true);
    try (ManagedRoot open = ManagedRoot.open(root)) {
      reading = Planner.Reading.ALL_FILES;
      assertThat(plan(image, open).isEmpty()).isTrue();
    }
  }

  RangeReader honest(HandMadeImage image) {
    return (object, offset, length, sink) -> {
      ByteBuffer part = image.part(object, offset, length);
      fetched.merge(object, length, Long::sum);
      sink.accept(part);
    };
  }

  /// Stages, and commits if wished.
  void stage(HandMadeImage image, RangeReader repository, boolean commit) throws IOException {
    try (ManagedRoot open = ManagedRoot.open(root);
        Workspace workspace = open.workspace()) {
      Plan plan = plan(image, open);
      workspace.newStage();
      Transaction transaction = Transaction.in(workspace.stagePath());
      try (Directory folder = workspace.openStage();
          FetchArea fetch = new FetchArea(workspace.fetchPath(), repository)) {
        StagedUpdate staged = stager(open).stage(plan, image, fetch, transaction, folder);
        assertThat(workspace.stagePath().resolve("pool")).doesNotExist();
        if (commit) {
          staged.begin(new Transaction.Purpose(image.id(), Optional.empty()));
          new Committer(open).commit(transaction, folder);
        }
      }
    }
  }

  private Stager stager(ManagedRoot open) {
    Stager.Progress silent = new Stager.Progress(_ -> {}, _ -> {}, _ -> {});
    return new Stager(open, FILTER, state.resolve("index"), spare, silent, problems::add);
  }
}
