package lockstep.server.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import lockstep.images.Entry;
import lockstep.images.ProblemException;
import lockstep.server.capture.Addition;

/// The agent that `bin/package` made, to be laid into an image.
public final class AgentPackage {
  private static final RelativePath LAUNCHER = RelativePath.of("usr/bin/lockstep-agent");
  private static final RelativePath HOME = RelativePath.of("usr/lib/lockstep-agent");

  private AgentPackage() {}

  /// @param path the `.deb`, the tarball, or a directory where either was unpacked
  /// @throws ProblemException `E-WITH-AGENT` when it is nothing of that
  public static Addition read(Path path) throws IOException {
    AgentFiles files = new AgentFiles(path.toString());
    if (!Files.exists(path)) {
      throw files.noAgent("there is no such file or directory");
    }
    if (Files.isDirectory(path)) {
      AgentDirectory.read(path.toRealPath(), files);
    } else {
      AgentArchive.read(path, files);
    }
    String version = version(files);
    UnitLinks.addTo(files);
    List<RelativePath> own = new ArrayList<>(List.of(LAUNCHER, HOME));
    files.items().entrySet().stream()
        .filter(item -> isForSystemd(item.getKey()) && !isDirectory(item.getValue()))
        .forEach(item -> own.add(item.getKey()));
    return new Addition("lockstep-agent " + version, files.items(), own);
  }

  private static boolean isForSystemd(RelativePath path) {
    return path.startsWith(UnitLinks.UNITS) || path.startsWith(UnitLinks.ENABLED);
  }

  private static boolean isDirectory(Addition.Item item) {
    return item instanceof Addition.Node(Entry.Inode node) && node instanceof Entry.Directory;
  }

  /// The one that the launcher leads to, of which all is there.
  private static String version(AgentFiles files) throws ProblemException {
    List<String> versions =
        files.items().keySet().stream()
            .filter(path -> !path.isRoot() && path.parent().equals(HOME))
            .map(path -> path.name().utf8())
            .toList();
    if (versions.size() > 1) {
      throw files.problem(
          "has several agents: " + String.join(", ", versions),
          "unpack one of them into an empty directory");
    }
    if (versions.isEmpty()) {
      throw files.noAgent("has nothing in " + HOME);
    }
    String version = versions.getFirst();
    RelativePath home = HOME.child(Bytes.of(version));
    if (!(files.items().get(LAUNCHER) instanceof Addition.Node(Entry.Symlink link))
        || !link.target()
            .utf8()
            .equals("../lib/lockstep-agent/%s/bin/lockstep-agent".formatted(version))) {
      throw files.noAgent("has no %s that leads to %s".formatted(LAUNCHER, home));
    }
    for (String needed : List.of("bin/lockstep-agent", "runtime/bin/java")) {
      RelativePath path = home.resolve(RelativePath.of(needed));
      if (!(files.items().get(path) instanceof Addition.File)) {
        throw files.noAgent("has no " + path);
      }
    }
    return version;
  }
}
