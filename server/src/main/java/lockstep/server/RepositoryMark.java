package lockstep.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.json.Json;
import lockstep.images.json.JsonException;
import lockstep.images.json.JsonReader;

/// The file `lockstep.json`, by which a directory says that it is a repository and of which format.
final class RepositoryMark {
  private static final String FILE = "lockstep.json";
  private static final String FORMAT = "lockstep-repository";
  private static final long VERSION = 1;

  private RepositoryMark() {}

  /// @throws ProblemException unless `directory` is a repository of a format this program knows
  static void require(Path directory) throws IOException {
    Path mark = directory.resolve(FILE);
    if (!Files.isRegularFile(mark)) {
      throw noRepository(directory, "there is no " + FILE + " in it");
    }
    long version;
    try {
      Json.Object content = JsonReader.readObject(Files.readAllBytes(mark));
      if (!content.text("format").equals(FORMAT)) {
        throw noRepository(directory, FILE + " is of another program");
      }
      version = content.whole("version");
    } catch (JsonException e) {
      throw noRepository(directory, FILE + " is damaged: " + e.getMessage());
    }
    if (version != VERSION) {
      throw new ProblemException(
          new Problem(
              "E-REPOSITORY-FORMAT",
              directory.toString(),
              "the repository has format " + version + ", this program knows " + VERSION,
              "use the newer Lockstep that made it"));
    }
  }

  private static ProblemException noRepository(Path directory, String why) {
    return new ProblemException(
        new Problem(
            "E-REPOSITORY",
            directory.toString(),
            "this is no repository: " + why,
            "name a repository, or make one with 'lockstep init REPO --keys DIR'"));
  }
}
