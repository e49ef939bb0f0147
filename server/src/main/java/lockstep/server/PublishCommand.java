package lockstep.server;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import lockstep.images.console.Console;
import lockstep.images.console.Figures;
import lockstep.images.console.Inert;
import lockstep.images.console.Progress;
import lockstep.images.json.Json;
import lockstep.server.repository.GroupFiles;
import lockstep.server.repository.Publication;
import lockstep.server.repository.PublicationProgress;
import lockstep.server.repository.Repository;
import lockstep.server.repository.StoredImage;
import lockstep.server.signing.KeyDirectory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "publish",
    mixinStandardHelpOptions = true,
    description = "Makes an image current; the image the fleet is on becomes old.",
    footer = {
      "",
      "Example:",
      "  lockstep publish /srv/lockstep web-2026.11 --keys ~/lockstep-keys",
      "",
      "Both deltas and what a fresh machine needs are made first. An image that is",
      "neither of the two any more is retired, and its objects stay for a grace period",
      "(see gc). After a rollback the image the fleet was sent back to stays as old."
    })
final class PublishCommand extends LockstepCommand {
  @Parameters(index = "0", paramLabel = "REPO", description = "the repository")
  private Path repository;

  @Parameters(
      index = "1",
      paramLabel = "IMAGE",
      description = "label, id, or first digits of an id")
  private String image;

  @Option(names = "--keys", required = true, paramLabel = "DIR", description = "the release keys")
  private Path keys;

  @Mixin private OnlineKeysOption onlineKeys;

  PublishCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Outcome run(Console console) throws Exception {
    Instant started = clock().instant();
    Repository opened = Repository.open(repository);
    StoredImage found = opened.find(image);
    Publication publication =
        new Publication(opened, onlineKeys.open(repository, clock()), clock());
    Publication.Published published;
    try (Progress progress = console.progress("compressing", Progress.Measure.BYTES, 0)) {
      published =
          publication.publish(
              found, KeyDirectory.open(keys, Passphrases.ofThisProcess()), shownBy(progress));
    }
    return outcome(found, published, Duration.between(started, clock().instant()));
  }

  private static PublicationProgress shownBy(Progress progress) {
    return new PublicationProgress() {
      @Override
      public void done(long bytes) {
        progress.advance(bytes);
      }

      @Override
      public void expect(long bytes) {
        progress.total(bytes);
      }
    };
  }

  private static Outcome outcome(
      StoredImage image, Publication.Published published, Duration took) {
    long counter = published.release().counter();
    GroupFiles.Made made = published.groups();
    Json.ObjectBuilder json =
        Json.object()
            .put("release", counter)
            .put("current", image.id().toString())
            .put("label", image.label());
    List<String> lines = new ArrayList<>();
    lines.add("release " + counter + ": current is " + Inert.text(image.label()));
    published
        .old()
        .ifPresent(old -> {
          json.put("old", old.id().toString());
          lines.add("old is %s".formatted(Inert.text(old.label())));
        });
    json.put("retired", Json.texts(published.retired().stream().map(Object::toString).toList()))
        .put("deltaBytes", made.deltaBytes())
        .put("deltaMillis", made.deltas().toMillis())
        .put("solidBytes", made.solidBytes())
        .put("solidMillis", made.solid().toMillis())
        .put("millis", took.toMillis());
    published.retired().forEach(id -> lines.add("retired " + id.abbreviated()));
    lines.add(
        published.old().isPresent()
            ? "both deltas: %s, %s"
                .formatted(Figures.bytes(made.deltaBytes()), Figures.duration(made.deltas()))
            : "no old image yet, so no deltas and nothing to roll back to");
    lines.add(
        "all of it for a fresh machine: %s, %s"
            .formatted(Figures.bytes(made.solidBytes()), Figures.duration(made.solid())));
    return new Outcome(json.build(), lines);
  }
}
