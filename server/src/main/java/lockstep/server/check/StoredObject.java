package lockstep.server.check;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// An object that a repository should have.
///
/// @param name its path below the repository
/// @param copies paths of other files with the same bytes
/// @param remake makes it of what else is in the repository, where that can be
public record StoredObject(String name, Proof proof, List<String> copies, Optional<Remake> remake) {
  /// Makes an object anew.
  @FunctionalInterface
  public interface Remake {
    void make() throws IOException;
  }

  public StoredObject {
    copies = List.copyOf(copies);
  }

  static StoredObject of(String name, Proof proof) {
    return new StoredObject(name, proof, List.of(), Optional.empty());
  }

  StoredObject copiedAt(String copy) {
    return new StoredObject(name, proof, List.of(copy), remake);
  }

  StoredObject madeBy(Remake how) {
    return new StoredObject(name, proof, copies, Optional.of(how));
  }
}
