package lockstep.server.doctor;

import java.io.IOException;
import java.nio.file.Path;
import lockstep.images.checkup.Check;
import lockstep.images.checkup.Finding;
import lockstep.images.console.Figures;
import lockstep.server.repository.Repository;

/// Whether it is a repository that this program can read.
record RepositoryCheck(Path repository) implements Check {
  @Override
  public String name() {
    return "repository";
  }

  @Override
  public Finding look() throws IOException {
    int images = Repository.open(repository).images().size();
    return Finding.ok("%s with %s".formatted(repository, Figures.count(images, "image", "images")));
  }
}
