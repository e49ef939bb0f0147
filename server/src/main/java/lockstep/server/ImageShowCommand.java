package lockstep.server;

import java.nio.file.Path;
import java.util.List;
import lockstep.images.console.Console;
import lockstep.images.console.Figures;
import lockstep.images.console.Inert;
import lockstep.images.json.Json;
import lockstep.server.repository.Repository;
import lockstep.server.repository.StoredImage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "Shows one image.",
    footer = {"", "Example:", "  lockstep image show /srv/lockstep web-2026.11"})
final class ImageShowCommand extends LockstepCommand {
  @Parameters(index = "0", paramLabel = "REPO", description = "the repository")
  private Path repository;

  @Parameters(
      index = "1",
      paramLabel = "IMAGE",
      description = "label, id, or first digits of an id")
  private String image;

  @Mixin private OnlineKeysOption onlineKeys;

  ImageShowCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Outcome run(Console console) throws Exception {
    StoredImage found = Repository.open(repository).find(image);
    String role = ImageRoles.of(onlineKeys.open(repository, clock())).of(found.id());
    return new Outcome(
        json(found, role),
        List.of(
            "image     " + found.id(),
            "label     " + Inert.text(found.label()),
            "role      " + role,
            "built     " + found.created() + " from " + Inert.text(found.source()),
            "entries   " + Figures.count(found.entries()),
            "files     " + Figures.count(found.files()) + ", " + Figures.bytes(found.totalBytes()),
            "packages  " + Figures.count(found.packages()),
            "excludes  " + found.excludesSource()));
  }

  static Json.Object json(StoredImage image, String role) {
    return Json.object()
        .put("image", image.id().toString())
        .put("label", image.label())
        .put("role", role)
        .put("created", image.created().toString())
        .put("source", image.source())
        .put("entries", image.entries())
        .put("files", image.files())
        .put("bytes", image.totalBytes())
        .put("packages", image.packages())
        .put("excludesSource", image.excludesSource())
        .build();
  }
}
