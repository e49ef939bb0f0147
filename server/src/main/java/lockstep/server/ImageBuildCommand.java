package lockstep.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import lockstep.excludes.Bytes;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.console.Console;
import lockstep.images.console.Figures;
import lockstep.images.console.Progress;
import lockstep.images.json.Json;
import lockstep.server.agent.AgentPackage;
import lockstep.server.capture.Addition;
import lockstep.server.capture.ArchiveTree;
import lockstep.server.capture.DirectoryTree;
import lockstep.server.capture.ExcludePolicy;
import lockstep.server.capture.ImageCapture;
import lockstep.server.capture.MasterTree;
import lockstep.server.capture.TimeRules;
import lockstep.server.oci.OciLayout;
import lockstep.server.oci.Platform;
import lockstep.server.repository.ImageBuild;
import lockstep.server.repository.PreviousImage;
import lockstep.server.repository.Repository;
import lockstep.server.repository.StoredImage;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "build",
    mixinStandardHelpOptions = true,
    description =
        "Makes an image of a directory, a tar or a container image. Nothing is published.",
    footer = {
      "",
      "Example:",
      "  lockstep image build /srv/lockstep --from /srv/master --label web-2026.11",
      "  skopeo copy docker://debian:13 oci:debian",
      "  lockstep image build /srv/lockstep --from debian --label debian-13",
      "  lockstep image build /srv/lockstep --from debian --label debian-13 \\",
      "    --with-agent lockstep-agent_0.1.0_amd64.deb",
      "",
      "What is left to machines: the image's own /etc/lockstep/excludes.d/*.exclude",
      "and every --exclude-file; with neither, the list Lockstep ships for",
      "Debian-like or Red Hat-like roots."
    })
final class ImageBuildCommand extends LockstepCommand {
  @Parameters(paramLabel = "REPO", description = "the repository")
  private Path repository;

  @Option(
      names = "--from",
      required = true,
      paramLabel = "DIR|TAR|OCI",
      description =
          "the master's root: a directory, an uncompressed tar of it, or an OCI image layout"
              + " (a directory with oci-layout and blobs/, or a tar of one)")
  private Path from;

  @Option(
      names = "--platform",
      paramLabel = "OS/ARCH",
      converter = PlatformText.class,
      description = "which image of an OCI layout that has several, as linux/amd64")
  private @Nullable Platform platform;

  @Option(
      names = "--label",
      required = true,
      paramLabel = "LABEL",
      converter = LabelText.class,
      description = "what people call the image")
  private String label;

  @Option(
      names = "--exclude-file",
      paramLabel = "FILE",
      description = "exclude rules after the image's own; may be repeated")
  private List<Path> excludeFiles = new ArrayList<>();

  @Option(
      names = "--no-default-excludes",
      description = "an image without rules of its own excludes nothing")
  private boolean noDefaultExcludes;

  @Option(
      names = "--read-all",
      description = "read every file, also those that look as they did when they were read before")
  private boolean readAll;

  @Option(
      names = "--clamp-mtime",
      description =
          "no time later than SOURCE_DATE_EPOCH or, when that is not set, than the newest file that"
              + " a package of the tree's dpkg database shipped")
  private boolean clampTimes;

  @Option(
      names = "--against",
      paramLabel = "IMAGE",
      description = "what differs from this image only in its time keeps the time it has there")
  private @Nullable String against;

  @Option(
      names = "--with-agent",
      paramLabel = "DEB|TAR|DIR",
      description =
          "the agent that the image brings: its package, its tarball, or a directory where that was"
              + " unpacked")
  private @Nullable Path agent;

  ImageBuildCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Outcome run(Console console) throws Exception {
    Instant started = clock().instant();
    Repository opened = Repository.open(repository);
    ImageBuild build =
        new ImageBuild(
            opened,
            clock(),
            readAll ? ImageBuild.Recalling.NOTHING : ImageBuild.Recalling.UNCHANGED_FILES);
    Addition addition = agent == null ? Addition.NOTHING : AgentPackage.read(agent);
    ImageBuild.Built built;
    long expected = expectedBytes(opened);
    try (Progress progress = console.progress("reading", Progress.Measure.BYTES, expected);
        PreviousImage previous = openPrevious(opened);
        MasterTree tree = open(opened)) {
      ImageCapture capture =
          new ImageCapture(
                  given(),
                  noDefaultExcludes
                      ? ExcludePolicy.Fallback.NOTHING
                      : ExcludePolicy.Fallback.DEFAULTS_OF_FAMILY,
                  Runtime.getRuntime().availableProcessors(),
                  progress::advance)
              .withTimes(times(previous))
              .with(addition);
      built = build.build(capture, tree, label, from.toString());
    }
    built.captured().skipped().forEach(console::warning);
    built.warnings().forEach(console::warning);
    return outcome(built, addition, Duration.between(started, clock().instant()));
  }

  /// How much there is to read, as the last image of the same source tells; 0 where nothing does.
  private long expectedBytes(Repository opened) {
    try {
      return opened.images().reversed().stream()
          .filter(image -> image.source().equals(from.toString()))
          .findFirst()
          .map(StoredImage::totalBytes)
          .orElse(Files.isRegularFile(from) ? Files.size(from) : 0);
    } catch (IOException e) {
      return 0; // a bar without an end; what is wrong is told by whom it stops
    }
  }

  private @Nullable PreviousImage openPrevious(Repository opened) throws IOException {
    return against == null ? null : PreviousImage.open(opened, opened.find(against));
  }

  private TimeRules times(@Nullable PreviousImage previous) throws IOException {
    Optional<Long> epoch = clampTimes ? SourceDate.of(System.getenv()) : Optional.empty();
    TimeRules.Clamp none =
        clampTimes ? new TimeRules.Clamp.NewestPackage() : new TimeRules.Clamp.Never();
    return new TimeRules(
        epoch.<TimeRules.Clamp>map(TimeRules.Clamp.At::new).orElse(none),
        previous == null ? TimeRules.PreviousEntries.NONE : previous);
  }

  private MasterTree open(Repository opened) throws IOException {
    try (OciLayout layout = OciLayout.openIfLayout(from)) {
      if (layout != null) {
        OciLayout.Unpacked image =
            layout.unpack(Optional.ofNullable(platform), ImageBuild.scratchDirectory(opened));
        return ArchiveTree.of(image.layers(), image.archives());
      }
    }
    if (platform != null) {
      throw new ProblemException(
          new Problem(
              "E-OCI",
              from.toString(),
              "is no OCI image layout, and only those have a --platform",
              "leave --platform away, or see: skopeo copy SOURCE oci:DIR"));
    }
    return Files.isDirectory(from) ? DirectoryTree.open(from) : ArchiveTree.ofTar(from);
  }

  private List<ExcludePolicy.Given> given() throws IOException {
    List<ExcludePolicy.Given> given = new ArrayList<>();
    for (Path file : excludeFiles) {
      given.add(new ExcludePolicy.Given(file.toString(), Bytes.copyOf(Files.readAllBytes(file))));
    }
    return given;
  }

  private static Outcome outcome(ImageBuild.Built built, Addition addition, Duration took) {
    StoredImage image = built.image();
    List<Problem> problems =
        Stream.concat(built.captured().skipped().stream(), built.warnings().stream()).toList();
    Json.Object json =
        Json.object()
            .put("image", image.id().toString())
            .put("label", image.label())
            .put("entries", image.entries())
            .put("files", image.files())
            .put("bytes", image.totalBytes())
            .put("newBytes", built.newBytes())
            .put("millis", took.toMillis())
            .put("excludesSource", image.excludesSource())
            .put("packages", image.packages())
            .put("agent", addition.name())
            .put("times", BuildReport.json(built.captured().times()))
            .put("noise", BuildReport.json(built.captured().noise()))
            .put("problems", problems.stream().map(LockstepCommand::json).toList())
            .build();
    List<String> lines = new ArrayList<>();
    lines.add(image.id().toString());
    lines.add(summary(built, took));
    if (!addition.name().isEmpty()) {
      lines.add("laid in: " + addition.name());
    }
    lines.addAll(BuildReport.lines(built.captured()));
    return new Outcome(json, lines);
  }

  private static String summary(ImageBuild.Built built, Duration took) {
    StoredImage image = built.image();
    return "%s: %s entries, %s in %s files, %s new in the repository, %s packages, excludes: %s, %s"
        .formatted(
            image.label(),
            Figures.count(image.entries()),
            Figures.bytes(image.totalBytes()),
            Figures.count(image.files()),
            Figures.bytes(built.newBytes()),
            Figures.count(image.packages()),
            image.excludesSource(),
            Figures.duration(took));
  }
}
