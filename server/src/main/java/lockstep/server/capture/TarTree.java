package lockstep.server.capture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import lockstep.excludes.Bytes;
import lockstep.excludes.EntryType;
import lockstep.excludes.ExcludeSet;
import lockstep.excludes.RelativePath;
import lockstep.excludes.Verdict;
import lockstep.images.Entry;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.server.tar.TarContent;
import lockstep.server.tar.TarEntry;
import lockstep.server.tar.TarException;
import lockstep.server.tar.TarReader;
import org.jspecify.annotations.Nullable;

/// A master that is a tar file. Inode flags are the one thing a tar cannot carry.
public final class TarTree implements MasterTree {
  private final Path file;

  /// Targets of hard links: their content is needed even where the name itself is excluded. Known after the first pass.
  private final Set<RelativePath> linkTargets = new HashSet<>();

  TarTree(Path file) {
    this.file = file;
  }

  /// @throws ProblemException `E-NO-FILE` when there is nothing, `E-TAR` when it is no file that can be read twice
  public static TarTree open(Path file) throws ProblemException {
    if (!Files.exists(file)) {
      throw new ProblemException(
          new Problem(
              "E-NO-FILE",
              file.toString(),
              "there is no such file or directory",
              "give the master's directory, or a tar of it"));
    }
    if (!Files.isRegularFile(file)) {
      throw new ProblemException(
          new Problem(
              "E-TAR",
              file.toString(),
              "is neither a directory nor a file, and a tar is read twice",
              "store the archive in a file"));
    }
    return new TarTree(file);
  }

  @Override
  public SteeringFiles steeringFiles() throws IOException {
    SortedMap<RelativePath, Bytes> files = new TreeMap<>();
    SteeringFiles.Family[] family = {SteeringFiles.Family.UNKNOWN};
    forEach((entry, path, content) -> {
      switch (entry.kind()) {
        case FILE -> {
          if (SteeringFiles.matters(path)) {
            files.put(path, readAll(entry, path, content));
          }
        }
        case DIRECTORY -> {
          SteeringFiles.Family found = SteeringFiles.familyOf(path);
          if (found == SteeringFiles.Family.DEBIAN || family[0] == SteeringFiles.Family.UNKNOWN) {
            family[0] = found;
          }
        }
        case HARD_LINK -> linkTargets.add(linkTarget(entry, path));
        default -> {}
      }
    });
    return new SteeringFiles(family[0], files);
  }

  private static Bytes readAll(TarEntry entry, RelativePath path, TarContent content)
      throws IOException {
    if (entry.size() > SteeringFiles.MAX_FILE_BYTES) {
      throw problem("E-READ", path.toString(), "has %d bytes, too many".formatted(entry.size()));
    }
    byte[] bytes = new byte[(int) entry.size()];
    int length = 0;
    while (length < bytes.length) {
      length += content.read(bytes, length, bytes.length - length);
    }
    return Bytes.copyOf(bytes);
  }

  @Override
  public Order order() {
    return Order.ANY;
  }

  @Override
  public Optional<Path> directory() {
    return Optional.empty();
  }

  @Override
  public void read(ExcludeSet excludes, EntryCollector collector, Recollection recollection)
      throws IOException {
    Map<RelativePath, Body> bodies = new HashMap<>();
    Set<RelativePath> excludedDirectories = new HashSet<>();
    forEach((entry, path, content) -> {
      boolean kept = !isExcluded(excludes, excludedDirectories, entry, path);
      switch (entry.kind()) {
        case FILE -> {
          if (kept || linkTargets.contains(path)) {
            Body body = new Body(entry.metadata(), linkTargets.contains(path));
            collector.read(path, ArchivedFile.of(content, entry.size()), body);
            if (linkTargets.contains(path)) {
              bodies.put(path, body);
            }
            if (kept) {
              collector.file(path, body);
            }
          }
        }
        case HARD_LINK -> {
          Body body = linkedBody(bodies, entry, path);
          bodies.put(path, body);
          if (kept) {
            collector.file(path, body);
          }
        }
        default -> {
          if (kept) {
            collector.node(node(entry, path));
          }
        }
      }
    });
  }

  /// Excluded itself or below an excluded directory. An archive need not be in path order, but a directory stands before
  /// what it holds in every archive made of a tree.
  private static boolean isExcluded(
      ExcludeSet excludes, Set<RelativePath> directories, TarEntry entry, RelativePath path) {
    if (path.isRoot()) {
      return false;
    }
    boolean directory = entry.kind() == TarEntry.Kind.DIRECTORY;
    boolean excluded =
        directories.contains(path.parent())
            || excludes.judge(path, directory ? EntryType.DIRECTORY : EntryType.OTHER)
                == Verdict.EXCLUDED;
    if (excluded && directory) {
      directories.add(path);
    }
    return excluded;
  }

  private Body linkedBody(Map<RelativePath, Body> bodies, TarEntry entry, RelativePath path)
      throws IOException {
    @Nullable Body body = bodies.get(linkTarget(entry, path));
    if (body == null) {
      throw problem(
          "E-TAR",
          path.toString(),
          "is a hard link to %s, no file before it".formatted(entry.linkTarget()));
    }
    return body;
  }

  private static Entry.Inode node(TarEntry entry, RelativePath path) {
    return switch (entry.kind()) {
      case DIRECTORY -> new Entry.Directory(path, entry.metadata());
      case SYMLINK -> new Entry.Symlink(path, entry.metadata(), entry.linkTarget());
      case FIFO -> new Entry.Fifo(path, entry.metadata());
      case CHARACTER_DEVICE -> device(entry, path, Entry.DeviceKind.CHARACTER);
      case BLOCK_DEVICE -> device(entry, path, Entry.DeviceKind.BLOCK);
      case FILE, HARD_LINK -> throw new IllegalArgumentException(entry.kind() + " has content");
    };
  }

  private static Entry.Device device(TarEntry entry, RelativePath path, Entry.DeviceKind kind) {
    return new Entry.Device(path, entry.metadata(), kind, entry.deviceMajor(), entry.deviceMinor());
  }

  private interface Visitor {
    void visit(TarEntry entry, RelativePath path, TarContent content) throws IOException;
  }

  private void forEach(Visitor visitor) throws IOException {
    try (TarReader reader = new TarReader(Files.newInputStream(file))) {
      for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
        visitor.visit(entry, path(entry.name()), reader.content());
      }
    } catch (TarException e) {
      String next =
          switch (e.fault()) {
            case CUT -> "copy the archive again, or make it again";
            case DAMAGED ->
                "a compressed archive is to be unpacked first; else make it again with GNU tar"
                    + " --format=pax";
            case UNSUPPORTED -> "leave that out of the archive";
          };
      String code = e.fault() == TarException.Fault.CUT ? "E-TAR-CUT" : "E-TAR";
      throw new ProblemException(
          new Problem(code, file.toString(), String.valueOf(e.getMessage()), next), e);
    } catch (NoSuchFileException e) {
      throw problem("E-READ", file.toString(), "is not there");
    }
  }

  private static RelativePath linkTarget(TarEntry entry, RelativePath path) throws IOException {
    if (entry.linkTarget().length() == 0) {
      throw problem("E-TAR", path.toString(), "is a hard link to nothing");
    }
    return path(entry.linkTarget());
  }

  /// Without the `./` or `/` that archives put before names, and the slash after a directory's.
  private static RelativePath path(Bytes name) throws IOException {
    byte[] bytes = name.toArray();
    int from = 0;
    int to = bytes.length;
    while (to > from && bytes[to - 1] == '/') {
      to--;
    }
    while (from < to && bytes[from] == '/') {
      from++;
    }
    while (to - from >= 1 && bytes[from] == '.' && (to - from == 1 || bytes[from + 1] == '/')) {
      from++;
      while (from < to && bytes[from] == '/') {
        from++;
      }
    }
    try {
      return RelativePath.of(Bytes.copyOf(bytes, from, to));
    } catch (IllegalArgumentException e) {
      throw problem("E-TAR", name.toString(), String.valueOf(e.getMessage()));
    }
  }

  private static ProblemException problem(String code, String path, String message) {
    return new ProblemException(
        new Problem(code, path, message, "make the archive again with GNU tar --format=pax"));
  }

  @Override
  public void close() {}
}
