package lockstep.server.capture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
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
import lockstep.excludes.Verdict;
import lockstep.images.Entry;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.server.layers.Layer;
import lockstep.server.layers.LayerStack;
import lockstep.server.tar.TarFile;
import org.jspecify.annotations.Nullable;

/// A master that is a tar file, or several laid over one another. Inode flags are the one thing a tar cannot carry.
public final class ArchiveTree implements MasterTree {
  private final LayerStack stack;
  private final List<AutoCloseable> resources;

  private ArchiveTree(LayerStack stack, List<AutoCloseable> resources) {
    this.stack = stack;
    this.resources = resources;
  }

  /// @throws ProblemException `E-NO-FILE` when there is nothing, `E-TAR` when it is no file that can be read twice
  public static ArchiveTree ofTar(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new ProblemException(
          new Problem(
              "E-NO-FILE",
              file.toString(),
              "there is no such file or directory",
              "give the master's directory, a tar of it, or an OCI image layout"));
    }
    if (!Files.isRegularFile(file)) {
      throw new ProblemException(
          new Problem(
              "E-TAR",
              file.toString(),
              "is neither a directory nor a file, and a tar is read twice",
              "store the archive in a file"));
    }
    TarFile archive = TarFile.open(file);
    Layer layer = new Layer(file.toString(), archive, Layer.Rules.ARCHIVE);
    return of(List.of(layer), List.of(archive));
  }

  /// @param layers lowest first
  /// @param resources closed with the tree, and when this fails
  public static ArchiveTree of(List<Layer> layers, List<? extends AutoCloseable> resources)
      throws IOException {
    try {
      return new ArchiveTree(LayerStack.of(layers), List.copyOf(resources));
    } catch (IOException | RuntimeException e) {
      closeAll(resources);
      throw e;
    }
  }

  @Override
  public SteeringFiles steeringFiles() throws IOException {
    SortedMap<RelativePath, Bytes> files = new TreeMap<>();
    SteeringFiles.Family[] family = {SteeringFiles.Family.UNKNOWN};
    stack.walk(
        new LayerStack.Visitor() {
          @Override
          public void node(Entry.Inode node) {
            if (node instanceof Entry.Directory) {
              SteeringFiles.Family found = SteeringFiles.familyOf(node.path());
              if (found == SteeringFiles.Family.DEBIAN
                  || family[0] == SteeringFiles.Family.UNKNOWN) {
                family[0] = found;
              }
            }
          }

          @Override
          public void implied(Entry.Directory directory) {
            node(directory);
          }

          @Override
          public void file(RelativePath path, int file) throws IOException {
            if (SteeringFiles.matters(path)) {
              files.put(path, ArchivedFile.of(stack.file(file)).readAll(path));
            }
          }
        });
    return new SteeringFiles(family[0], files);
  }

  @Override
  public OptionalLong newestPackageSeconds() throws IOException {
    Set<RelativePath> shipped = new HashSet<>();
    forEachFile((path, file) -> {
      if (PackageFiles.isList(path)) {
        PackageFiles.forEach(ArchivedFile.of(stack.file(file)).readAll(path), shipped::add);
      }
    });
    NewestFile newest = new NewestFile();
    forEachFile((path, file) -> {
      if (shipped.contains(path)) {
        newest.take(stack.file(file).metadata().mtimeSeconds());
      }
    });
    return newest.seconds();
  }

  private interface FileVisitor {
    void visit(RelativePath path, int file) throws IOException;
  }

  private void forEachFile(FileVisitor visitor) throws IOException {
    stack.walk(
        new LayerStack.Visitor() {
          @Override
          public void node(Entry.Inode node) {}

          @Override
          public void implied(Entry.Directory directory) {}

          @Override
          public void file(RelativePath path, int file) throws IOException {
            visitor.visit(path, file);
          }
        });
  }

  @Override
  public Optional<Path> directory() {
    return Optional.empty();
  }

  @Override
  public void read(ExcludeSet excludes, EntryCollector collector, Recollection recollection)
      throws IOException {
    stack.walk(new Reading(excludes, collector));
  }

  private final class Reading implements LayerStack.Visitor {
    private final ExcludeSet excludes;
    private final EntryCollector collector;
    private final Map<Integer, Body> bodies = new HashMap<>();
    private @Nullable RelativePath excludedDirectory;

    Reading(ExcludeSet excludes, EntryCollector collector) {
      this.excludes = excludes;
      this.collector = collector;
    }

    @Override
    public void node(Entry.Inode node) throws IOException {
      if (!isExcluded(node.path(), node instanceof Entry.Directory)) {
        collector.node(node);
      }
    }

    @Override
    public void implied(Entry.Directory directory) throws IOException {
      if (!isExcluded(directory.path(), true)) {
        collector.impliedDirectory(directory.path());
        collector.node(directory);
      }
    }

    @Override
    public void file(RelativePath path, int file) throws IOException {
      if (!isExcluded(path, false)) {
        Body known = bodies.get(file);
        collector.file(path, known != null ? known : firstName(path, file));
      }
    }

    private Body firstName(RelativePath path, int number) throws IOException {
      LayerStack.StackedFile file = stack.file(number);
      Body body = new Body(file.metadata(), file.mayHaveMoreNames());
      collector.read(path, ArchivedFile.of(file), body);
      if (file.mayHaveMoreNames()) {
        bodies.put(number, body);
      }
      return body;
    }

    /// Excluded itself or below an excluded directory.
    private boolean isExcluded(RelativePath path, boolean directory) {
      if (excludedDirectory != null && path.startsWith(excludedDirectory)) {
        return true;
      }
      boolean excluded =
          !path.isRoot()
              && excludes.judge(path, directory ? EntryType.DIRECTORY : EntryType.OTHER)
                  == Verdict.EXCLUDED;
      if (excluded && directory) {
        excludedDirectory = path;
      }
      return excluded;
    }
  }

  @Override
  public void close() throws IOException {
    closeAll(resources);
  }

  private static void closeAll(List<? extends AutoCloseable> resources) throws IOException {
    List<Exception> failures = new ArrayList<>();
    for (AutoCloseable resource : resources) {
      try {
        resource.close();
      } catch (Exception e) {
        failures.add(e);
      }
    }
    if (!failures.isEmpty()) {
      throw new IOException("cannot be closed", failures.getFirst());
    }
  }
}
