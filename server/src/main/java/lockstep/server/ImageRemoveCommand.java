package lockstep.server;

import java.nio.file.Path;
import java.util.List;
import lockstep.images.console.Console;
import lockstep.images.console.Figures;
import lockstep.images.console.Inert;
import lockstep.images.json.Json;
import lockstep.server.gc.ImageRemoval;
import lockstep.server.repository.Repository;
import lockstep.server.repository.StoredImage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "rm",
    mixinStandardHelpOptions = true,
    description = "Removes an image that no machine can be on.",
    footer = {
      "",
      "Example:",
      "  lockstep image rm /srv/lockstep web-2026.11-try2",
      "",
      "Refused for the two published images, and for one that was published until a",
      "few days ago: machines may be downloading it. Space comes back with the next",
      "'lockstep gc REPO', which removes the packs that no other image needs."
    })
final class ImageRemoveCommand extends LockstepCommand {
  @Parameters(index = "0", paramLabel = "REPO", description = "the repository")
  private Path repository;

  @Parameters(
      index = "1",
      paramLabel = "IMAGE",
      description = "label, id, or first digits of an id")
  private String image;

  @Mixin private GraceOption grace;

  @Mixin private OnlineKeysOption onlineKeys;

  ImageRemoveCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Outcome run(Console console) throws Exception {
    Repository opened = Repository.open(repository);
    StoredImage found = opened.find(image);
    ImageRemoval removal = new ImageRemoval(opened, onlineKeys.open(repository, clock()), clock());
    long bytes = removal.remove(found, grace.duration());
    return new Outcome(
        Json.object()
            .put("image", found.id().toString())
            .put("label", found.label())
            .put("bytes", bytes)
            .build(),
        List.of(
            "removed image %s, %s: %s; its packs go with: lockstep gc %s"
                .formatted(
                    found.id().abbreviated(),
                    Inert.text(found.label()),
                    Figures.bytes(bytes),
                    repository)));
  }
}
