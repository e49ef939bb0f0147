package lockstep.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lockstep.images.console.Console;
import lockstep.images.console.Figures;
import lockstep.images.console.Inert;
import lockstep.images.console.Table;
import lockstep.images.json.Json;
import lockstep.images.release.PublishedImage;
import lockstep.server.repository.Repository;
import lockstep.server.repository.StoredImage;
import lockstep.server.rollout.Phase;
import lockstep.server.rollout.Rollouts;
import lockstep.server.signing.SignedRepository;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "ls",
    aliases = "list",
    mixinStandardHelpOptions = true,
    description = "Lists the images of a repository, oldest first.",
    footer = {"", "Example:", "  lockstep image ls /srv/lockstep"})
final class ImageListCommand extends LockstepCommand {
  @Parameters(paramLabel = "REPO", description = "the repository")
  private Path repository;

  @Mixin private OnlineKeysOption onlineKeys;

  ImageListCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Outcome run(Console console) throws Exception {
    SignedRepository signed = onlineKeys.open(repository, clock());
    ImageRoles roles = ImageRoles.of(signed);
    List<Json.Object> json = new ArrayList<>();
    Table table =
        new Table()
            .words("IMAGE")
            .words("LABEL")
            .words("ROLE")
            .numbers("ENTRIES")
            .numbers("BYTES")
            .words("BUILT");
    for (StoredImage image : Repository.open(repository).images()) {
      json.add(ImageShowCommand.json(image, roles.of(image.id())));
      table.row(
          image.id().abbreviated(),
          image.label(),
          roles.of(image.id()),
          Figures.count(image.entries()),
          Figures.bytes(image.totalBytes()),
          image.created().toString());
    }
    Json.ObjectBuilder all = Json.object().put("images", json);
    List<String> lines = new ArrayList<>(table.lines());
    Optional<PublishedImage> old = roles.fleetTakesOld();
    if (old.isPresent()) {
      all.put("fleetTakes", old.get().id().toString());
      lines.add(why(signed) + "the fleet takes old, " + Inert.text(old.get().label()));
    }
    return new Outcome(all.build(), lines);
  }

  /// Whether the fleet was sent back, or is to be sent on: that is in the rollout's file, which not everybody may read.
  private String why(SignedRepository signed) {
    if (!Files.isDirectory(onlineKeys.of(repository))) {
      return "";
    }
    try {
      boolean isBack =
          new Rollouts(signed, clock())
              .state()
              .filter(state -> state.phase() == Phase.ABORTED)
              .isPresent();
      return isBack ? "rolled back: " : "staged, nobody takes current yet: ";
    } catch (IOException e) {
      return "";
    }
  }
}
