package lockstep.server;

import java.nio.file.Path;
import java.util.List;
import lockstep.images.console.Console;
import lockstep.images.console.Inert;
import lockstep.images.json.Json;
import lockstep.images.release.PublishedImage;
import lockstep.images.release.Release;
import lockstep.server.diff.ReviewDigest;
import lockstep.server.repository.Publication;
import lockstep.server.repository.Repository;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "rollback",
    mixinStandardHelpOptions = true,
    description = "Sends the whole fleet to the old image. Needs no release key.",
    footer = {
      "",
      "Example:",
      "  lockstep rollback /srv/lockstep",
      "",
      "Each machine follows when it converges next; 'lockstep fleet ls' shows which did.",
      "Publish an image to go forward again: the image the fleet was sent back to stays",
      "as old."
    })
final class RollbackCommand extends LockstepCommand {
  @Parameters(paramLabel = "REPO", description = "the repository")
  private Path repository;

  @Mixin private OnlineKeysOption onlineKeys;

  RollbackCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Outcome run(Console console) throws Exception {
    Repository opened = Repository.open(repository);
    Publication publication =
        new Publication(opened, onlineKeys.open(repository, clock()), clock(), ReviewDigest::of);
    Release release = publication.rollback();
    PublishedImage old = release.old().orElseThrow();
    return new Outcome(
        Json.object()
            .put("release", release.counter())
            .put("fleetTakes", old.id().toString())
            .put("label", old.label())
            .build(),
        List.of(
            "release %d: the fleet takes old, %s"
                .formatted(release.counter(), Inert.text(old.label()))));
  }
}
