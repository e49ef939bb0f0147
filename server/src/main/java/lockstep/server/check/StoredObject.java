package lockstep.server.check;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// An object that a repository should have.
///
/// @param name its path below the repository
/// @param copies paths of other files with the same bytes
/// @param remakes make it of what else is in the repository, where that can be: one for each image that needs it
public record StoredObject(String name, Proof proof, List<String> copies, List<Remake> remakes) {
  /// Makes an object anew.
  @FunctionalInterface
  public interface Remake {
    void make() throws IOException;
  }

  public StoredObject {
    copies = List.copyOf(copies);
    remakes = List.copyOf(remakes);
  }

  static StoredObject of(String name, Proof proof) {
    return new StoredObject(name, proof, List.of(), List.of());
  }

  StoredObject copiedAt(String copy) {
    return new StoredObject(name, proof, List.of(copy), remakes);
  }

  StoredObject madeBy(Remake how) {
    return new StoredObject(name, proof, copies, List.of(how));
  }

  /// The same object, as another image needs it.
  StoredObject alsoMadeBy(StoredObject other) {
    List<Remake> all = new ArrayList<>(remakes);
    all.addAll(other.remakes);
    return new StoredObject(name, proof, copies, all);
  }
}
