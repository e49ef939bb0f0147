package lockstep.server.repository;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import lockstep.images.ImageId;
import lockstep.images.json.Json;
import lockstep.images.json.JsonException;
import lockstep.images.json.JsonReader;
import org.jspecify.annotations.Nullable;

/// Since when images that were published are not any more. They stay for a grace period, for machines in mid-download.
public final class Retirements {
  private final Repository repository;
  private final Map<ImageId, Instant> since = new TreeMap<>();

  private Retirements(Repository repository) {
    this.repository = repository;
  }

  public static Retirements of(Repository repository) throws IOException {
    Retirements retirements = new Retirements(repository);
    try {
      Json.Object json =
          JsonReader.readObject(Files.readAllBytes(repository.layout().retired())).object("images");
      for (String id : json.members().keySet()) {
        retirements.since.put(ImageId.parse(id), Instant.ofEpochSecond(json.whole(id)));
      }
    } catch (NoSuchFileException e) {
      return retirements; // nothing was ever retired
    } catch (JsonException | IllegalArgumentException e) {
      throw new IOException(repository.layout().retired() + " cannot be read", e);
    }
    return retirements;
  }

  public @Nullable Instant since(ImageId id) {
    return since.get(id);
  }

  /// Replaces a note that cannot be read any more.
  public static void renew(Repository repository, Map<ImageId, Instant> since) throws IOException {
    Retirements retirements = new Retirements(repository);
    retirements.since.putAll(since);
    retirements.write();
  }

  void retire(ImageId id, Instant now) throws IOException {
    since.put(id, now);
    write();
  }

  /// The image is wanted again, or gone.
  public void forget(ImageId id) throws IOException {
    if (since.remove(id) != null) {
      write();
    }
  }

  private void write() throws IOException {
    Json.ObjectBuilder images = Json.object();
    since.forEach((id, instant) -> images.put(id.toString(), instant.getEpochSecond()));
    repository.writeSmall(
        repository.layout().retired(), Json.object().put("images", images).build());
  }
}
