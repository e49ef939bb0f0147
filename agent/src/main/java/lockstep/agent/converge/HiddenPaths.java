package lockstep.agent.converge;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lockstep.agent.image.FetchedImage;
import lockstep.agent.image.Published;
import lockstep.agent.image.Repository;
import lockstep.agent.root.ManagedRoot;
import lockstep.excludes.ExcludeRule;
import lockstep.excludes.RelativePath;
import lockstep.images.manifest.ManifestReader;
import lockstep.images.release.PublishedImage;
import lockstep.images.tree.Guard;
import lockstep.images.tree.Kind;
import lockstep.images.tree.ScannedEntry;
import lockstep.images.tree.Stat;
import lockstep.images.tree.TreeScanner;
import lockstep.images.tree.TreeVisitor;

/// Which existing paths of this machine Lockstep does not look at, and by which rule.
///
/// @param rules all that apply here
/// @param paths each existing excluded or seed path, with the rule that decides about it
/// @param mounts where something is mounted
public record HiddenPaths(
    List<ExcludeRule> rules, Map<RelativePath, ExcludeRule> paths, List<RelativePath> mounts) {

  /// By the rules of the image the machine is on, or else of the current one.
  public static HiddenPaths find(AgentHome home, ManagedRoot root, Repository repository)
      throws IOException {
    Published published = repository.refresh();
    Memory.Facts facts = home.memory().recall();
    PublishedImage image =
        facts.image().flatMap(published.release()::find).orElse(published.release().current());
    FetchedImage fetched = repository.image(published.release(), image, facts.image());
    ManagedPaths managed;
    try (ManifestReader manifest = fetched.manifest()) {
      managed = ManagedPaths.of(root, manifest.header().excludeRules(), home.state());
    }
    Collector collector = new Collector(root, managed);
    new TreeScanner(root.directory(), managed).scan(collector);
    return new HiddenPaths(managed.rules(), collector.paths, collector.mounts);
  }

  private static final class Collector implements TreeVisitor {
    private final ManagedRoot root;
    private final ManagedPaths managed;
    private final Map<RelativePath, ExcludeRule> paths = new LinkedHashMap<>();
    private final List<RelativePath> mounts = new ArrayList<>();

    Collector(ManagedRoot root, ManagedPaths managed) {
      this.root = root;
      this.managed = managed;
    }

    @Override
    public void visit(ScannedEntry entry) {}

    @Override
    public void leave(RelativePath directory) {}

    @Override
    public void guarded(RelativePath path, Guard why) throws IOException {
      if (why == Guard.MOUNT_POINT) {
        mounts.add(path);
        return;
      }
      Stat stat = root.parentOf(path).statIfPresent(path.name());
      Kind kind = stat == null ? Kind.FILE : stat.kind();
      managed.ruleFor(path, kind).ifPresent(rule -> paths.put(path, rule));
    }
  }
}
