package lockstep.server.check;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lockstep.images.ImageId;
import lockstep.images.IntegrityException;
import lockstep.images.Problem;
import lockstep.images.ProblemException;

/// What is wrong with a repository, object by object, and whom it hurts. Each object is proven once.
final class Findings {
  private static final String REMAKE = "make it anew: lockstep fsck REPO --repair";
  private static final String FETCH =
      "repair it from a good copy: lockstep fsck REPO --repair-from URL|DIR";

  private final Path root;
  private final Map<String, Found> found = new LinkedHashMap<>();
  private final Set<String> whole = new LinkedHashSet<>();

  Findings(Path root) {
    this.root = root;
  }

  private static final class Found {
    private StoredObject object;
    private final Problem problem;
    private final Map<ImageId, Hurt> images = new LinkedHashMap<>();
    private final Set<String> served = new LinkedHashSet<>();

    Found(StoredObject object, Problem problem) {
      this.object = object;
      this.problem = problem;
    }

    Finding told() {
      return new Finding(object, problem, List.copyOf(images.values()), List.copyOf(served));
    }
  }

  /// Proves the object, unless it was proven before.
  ///
  /// @return whether it is whole
  /// @throws IOException when that cannot be known
  boolean prove(StoredObject object) throws IOException {
    return prove(object, object.proof()::prove);
  }

  /// What proves an object and may find out more.
  interface Reading {
    void read(Path file) throws IOException;
  }

  boolean prove(StoredObject object, Reading reading) throws IOException {
    if (whole.contains(object.name())) {
      return true;
    }
    Found before = found.get(object.name());
    if (before != null) {
      before.object = before.object.alsoMadeBy(object);
      return false;
    }
    try {
      reading.read(root.resolve(object.name()));
      whole.add(object.name());
      return true;
    } catch (NoSuchFileException e) {
      note(object, "E-MISSING", "the repository has lost it");
    } catch (ProblemException e) {
      note(object, e.problem().code(), e.problem().message());
    } catch (IntegrityException | EOFException e) {
      note(object, "E-DAMAGED", String.valueOf(e.getMessage()));
    } catch (AccessDeniedException e) {
      throw e; // about who asks, not about the object
    } catch (IOException e) {
      note(object, "E-DAMAGED", "it cannot be read: " + e.getMessage());
    }
    return false;
  }

  /// The first problem of an object is the one that is told.
  void note(StoredObject object, String code, String message) {
    String next = object.remakes().isEmpty() ? FETCH : REMAKE;
    note(object, new Problem(code, object.name(), message, next));
  }

  void note(StoredObject object, Problem problem) {
    whole.remove(object.name());
    found.putIfAbsent(object.name(), new Found(object, problem));
  }

  /// For an object that was only looked at so far.
  void proveFully(StoredObject object) throws IOException {
    whole.remove(object.name());
    var _ = prove(object);
  }

  /// An object is not missing: `index` is wrong to name it, and hurts all that it was to hurt.
  void blame(StoredObject index, String message, String object) {
    note(index, "E-DAMAGED", message);
    Found never = found.remove(object);
    if (never != null) {
      never.images.values().forEach(hurt -> hurts(index.name(), hurt));
    }
  }

  boolean isWhole(String object) {
    return whole.contains(object);
  }

  boolean isMissing(String object) {
    Found what = found.get(object);
    return what != null && what.problem.code().equals("E-MISSING");
  }

  /// Nothing happens while nothing is wrong with the object.
  void hurts(String object, Hurt hurt) {
    Found what = found.get(object);
    if (what != null) {
      what.images.merge(
          hurt.image(), hurt, (one, other) -> one.files() >= other.files() ? one : other);
    }
  }

  void hurts(String object, String served) {
    Found what = found.get(object);
    if (what != null) {
      what.served.add(served);
    }
  }

  int objects() {
    return whole.size() + found.size();
  }

  List<Finding> told() {
    return new ArrayList<>(found.values().stream().map(Found::told).toList());
  }
}
