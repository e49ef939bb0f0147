package lockstep.agent.successor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import lockstep.agent.plan.Plan;
import lockstep.excludes.RelativePath;
import lockstep.images.tree.NextProgram;

/// The files that this process was started from. For one thread.
public final class OwnProgram {
  /// Where the packages put the launcher; a checkout has none.
  static final String LAUNCHER = "lockstep.launcher";

  /// The directory of this version.
  static final String HOME = "lockstep.home";

  /// The runtime's own directories are not deeper.
  private static final int DEPTH = 3;

  private final Path launcher;
  private final Optional<Path> home;
  private final List<String> arguments;
  private final Map<Path, String> atStart;

  /// What was tried last, and does not take over.
  private Map<Path, String> leftAlone;

  private OwnProgram(Path launcher, Optional<Path> home, List<String> arguments)
      throws IOException {
    this.launcher = launcher;
    this.home = home;
    this.arguments = List.copyOf(arguments);
    atStart = files();
    leftAlone = atStart;
  }

  /// @param properties of this JVM
  /// @param arguments as the program was given them
  /// @return empty when it was not started by a launcher
  public static Optional<OwnProgram> of(Properties properties, List<String> arguments)
      throws IOException {
    String launcher = properties.getProperty(LAUNCHER, "");
    Optional<Path> home = Optional.ofNullable(properties.getProperty(HOME)).map(Path::of);
    return launcher.isEmpty()
        ? Optional.empty()
        : Optional.of(new OwnProgram(Path.of(launcher), home, arguments));
  }

  /// Whether the launcher leads elsewhere, or other files stand where this program's did; not while they are those that are left
  /// alone.
  public boolean isReplaced() throws IOException {
    Map<Path, String> now = files();
    return !now.equals(atStart) && !now.equals(leftAlone);
  }

  /// Keeps these files outside of the root, if this is what a plan would replace them in.
  ///
  /// @param root that is changed
  /// @return false when they are to be kept, and are not all there
  public boolean keepFormer(Plan plan, Path root, FormerAgent former) throws IOException {
    if (home.isEmpty() || !home.get().startsWith(root) || !launcher.startsWith(root)) {
      return true;
    }
    Replacing replacing = new Replacing(List.of(below(root, home.get()), below(root, launcher)));
    plan.forEachStep(replacing);
    return !replacing.isOne() || former.keep(home.get());
  }

  private static RelativePath below(Path root, Path path) {
    return RelativePath.of(root.relativize(path).toString());
  }

  /// The files that stand there now are not asked about again.
  public void leaveAlone() throws IOException {
    leftAlone = files();
  }

  private Map<Path, String> files() throws IOException {
    Map<Path, String> files = new TreeMap<>();
    try {
      Path real = launcher.toRealPath();
      files.put(real, identity(real));
    } catch (NoSuchFileException e) {
      return files;
    }
    if (home.isPresent() && Files.isDirectory(home.get())) {
      try (Stream<Path> all = Files.walk(home.get(), DEPTH)) {
        for (Path file : all.filter(Files::isRegularFile).toList()) {
          files.put(file, identity(file));
        }
      }
    }
    return files;
  }

  private static String identity(Path file) throws IOException {
    BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
    return "%s %d %s".formatted(found.fileKey(), found.size(), found.lastModifiedTime());
  }

  /// The command line of the program that stands there now.
  List<String> commandLine(String... more) {
    List<String> line = new ArrayList<>(List.of(launcher.toString()));
    line.addAll(arguments);
    line.addAll(List.of(more));
    return line;
  }

  /// Lets the program that stands there now take this process over; returns only by throwing, or when it is not wanted any more.
  ///
  /// @param more arguments
  public void becomeSuccessor(BooleanSupplier wanted, String... more) throws IOException {
    NextProgram.become(launcher, commandLine(more), wanted);
  }
}
