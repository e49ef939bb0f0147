package lockstep.server.capture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import lockstep.excludes.Bytes;
import lockstep.excludes.EntryType;
import lockstep.excludes.ExcludeSet;
import lockstep.excludes.RelativePath;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.tree.Directory;
import lockstep.images.tree.FileHandle;
import lockstep.images.tree.Guarding;
import lockstep.images.tree.Kind;
import lockstep.images.tree.Name;
import lockstep.images.tree.ScanTotals;
import lockstep.images.tree.Stat;
import lockstep.images.tree.SystemCallException;
import lockstep.images.tree.TreeScanner;

/// A master that is a directory. Nothing in it is changed, no mount point crossed, no symlink followed.
public final class DirectoryTree implements MasterTree {
  private final Directory root;

  private final Path path;

  private DirectoryTree(Path path, Directory root) {
    this.path = path;
    this.root = root;
  }

  /// @throws ProblemException `E-READ` when it cannot be opened
  public static DirectoryTree open(Path path) throws IOException {
    try {
      return new DirectoryTree(path, Directory.open(path));
    } catch (SystemCallException e) {
      throw unreadable(path.toString(), e);
    }
  }

  @Override
  public SteeringFiles steeringFiles() throws IOException {
    SortedMap<RelativePath, Bytes> files = new TreeMap<>();
    for (RelativePath directory :
        List.of(SteeringFiles.EXCLUDES, SteeringFiles.TRIGGERS, SteeringFiles.PROBES)) {
      for (Bytes name : names(directory)) {
        addSteering(directory.child(name), files);
      }
    }
    addSteering(SteeringFiles.DPKG_STATUS, files);
    SteeringFiles.Family family = SteeringFiles.Family.UNKNOWN;
    for (String path : List.of("var/lib/rpm", "usr/lib/sysimage/rpm", "var/lib/dpkg")) {
      RelativePath directory = RelativePath.of(path);
      if (exists(directory)) {
        family = SteeringFiles.familyOf(directory);
      }
    }
    return new SteeringFiles(family, files);
  }

  private List<Bytes> names(RelativePath path) throws IOException {
    try (Directory directory = root.openBelow(path)) {
      return directory.list().stream().map(Name::name).toList();
    } catch (SystemCallException e) {
      if (isAbsence(e)) {
        return List.of();
      }
      throw unreadable(path.toString(), e);
    }
  }

  private boolean exists(RelativePath path) {
    try (Directory _ = root.openBelow(path)) {
      return true;
    } catch (SystemCallException e) {
      return false;
    }
  }

  private void addSteering(RelativePath path, SortedMap<RelativePath, Bytes> files)
      throws IOException {
    if (SteeringFiles.matters(path)) {
      add(path, files);
    }
  }

  private void add(RelativePath path, SortedMap<RelativePath, Bytes> files) throws IOException {
    try (Directory directory = root.openBelow(path.parent())) {
      Stat stat = directory.statIfPresent(path.name());
      if (stat != null && stat.kind() == Kind.FILE) {
        try (FileHandle file = directory.openRead(path.name())) {
          files.put(path, readAll(path, file));
        }
      }
    } catch (SystemCallException e) {
      if (!isAbsence(e)) {
        throw unreadable(path.toString(), e);
      }
    }
  }

  @Override
  public OptionalLong newestPackageSeconds() throws IOException {
    SortedMap<RelativePath, Bytes> lists = new TreeMap<>();
    for (Bytes name : names(PackageFiles.LISTS)) {
      if (PackageFiles.isList(name)) {
        add(PackageFiles.LISTS.child(name), lists);
      }
    }
    SortedMap<RelativePath, Set<Bytes>> shipped = new TreeMap<>();
    for (Bytes list : lists.values()) {
      PackageFiles.forEach(
          list,
          path -> shipped.computeIfAbsent(path.parent(), _ -> new HashSet<>()).add(path.name()));
    }
    NewestFile newest = new NewestFile();
    for (Map.Entry<RelativePath, Set<Bytes>> directory : shipped.entrySet()) {
      takeTimes(directory.getKey(), directory.getValue(), newest);
    }
    return newest.seconds();
  }

  private void takeTimes(RelativePath path, Set<Bytes> names, NewestFile newest)
      throws IOException {
    try (Directory directory = root.openBelow(path)) {
      for (Bytes name : names) {
        Stat stat = directory.statIfPresent(name);
        if (stat != null && stat.kind() == Kind.FILE) {
          newest.take(stat.mtimeSeconds());
        }
      }
    } catch (SystemCallException e) {
      if (!isAbsence(e)) {
        throw unreadable(path.toString(), e);
      }
    }
  }

  private static Bytes readAll(RelativePath path, FileHandle file) throws IOException {
    long size = file.size();
    if (size > SteeringFiles.MAX_FILE_BYTES) {
      throw new ProblemException(
          new Problem("E-READ", path.toString(), "has %d bytes, too many".formatted(size), ""));
    }
    ByteBuffer content = ByteBuffer.allocate((int) size);
    while (content.hasRemaining() && file.read(content, content.position()) >= 0) {}
    return Bytes.copyOf(content.array(), 0, content.position());
  }

  /// A missing directory on the way, or something else in its place.
  private static boolean isAbsence(SystemCallException e) {
    return switch (e.errno()) {
      case SystemCallException.ENOENT, SystemCallException.ENOTDIR, SystemCallException.ELOOP ->
          true;
      default -> false;
    };
  }

  @Override
  public Optional<Path> directory() {
    return Optional.of(path);
  }

  @Override
  public void read(ExcludeSet excludes, EntryCollector collector, Recollection recollection)
      throws IOException {
    TreeScanner scanner = new TreeScanner(root, (path, kind) -> judge(excludes, path, kind));
    ScanTotals totals = scanner.scan(new DirectoryVisitor(collector, recollection));
    if (totals.vanished() > 0) {
      throw new ProblemException(
          new Problem(
              "E-VANISHED",
              "",
              totals.vanished() + " names went away while the tree was read",
              "build from a tree that nothing writes to"));
    }
  }

  /// Seeds are part of the image, so they are read like what is managed.
  private static Guarding judge(ExcludeSet excludes, RelativePath path, Kind kind) {
    EntryType type = kind == Kind.DIRECTORY ? EntryType.DIRECTORY : EntryType.OTHER;
    return switch (excludes.judge(path, type)) {
      case EXCLUDED -> Guarding.EXCLUDED;
      case MANAGED, SEED -> Guarding.MANAGED;
    };
  }

  @Override
  public void close() {
    root.close();
  }

  static ProblemException unreadable(String path, IOException cause) {
    boolean gone =
        cause instanceof SystemCallException call && call.errno() == SystemCallException.ENOENT;
    return new ProblemException(
        new Problem(
            gone ? "E-VANISHED" : "E-READ",
            path,
            (gone ? "went away while the tree was read: " : "cannot be read: ")
                + cause.getMessage(),
            gone ? "build from a tree that nothing writes to" : "exclude it or make it readable"),
        cause);
  }
}
