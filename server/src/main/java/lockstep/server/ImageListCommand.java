package lockstep.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import lockstep.images.console.Console;
import lockstep.images.console.Figures;
import lockstep.images.console.Inert;
import lockstep.images.console.Table;
import lockstep.images.json.Json;
import lockstep.server.repository.Repository;
import lockstep.server.repository.StoredImage;
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
    ImageRoles roles = ImageRoles.of(onlineKeys.open(repository, clock()));
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
    roles
        .fleetWentBackTo()
        .ifPresent(old -> {
          all.put("fleetTakes", old.id().toString());
          lines.add("rolled back: the fleet takes old, " + Inert.text(old.label()));
        });
    return new Outcome(all.build(), lines);
  }
}
