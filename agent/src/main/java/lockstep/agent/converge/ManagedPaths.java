package lockstep.agent.converge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import lockstep.agent.root.ManagedRoot;
import lockstep.agent.root.SmallFile;
import lockstep.excludes.Bytes;
import lockstep.excludes.DefaultExcludes;
import lockstep.excludes.EntryType;
import lockstep.excludes.ExcludeRule;
import lockstep.excludes.ExcludeSet;
import lockstep.excludes.ExcludeSyntaxException;
import lockstep.excludes.RelativePath;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.tree.Directory;
import lockstep.images.tree.FileHandle;
import lockstep.images.tree.Guarding;
import lockstep.images.tree.Kind;
import lockstep.images.tree.PathFilter;
import lockstep.images.tree.SystemCallException;
import net.jpountz.xxhash.XXHashFactory;
import org.jspecify.annotations.Nullable;

/// Which paths of this machine Lockstep looks at: the image's signed rules, the machine's own, and the agent's.
public final class ManagedPaths implements PathFilter {
  /// The machine's own rules, in the managed root.
  public static final RelativePath LOCAL_RULES = RelativePath.of("etc/lockstep/local.exclude");

  private final ExcludeSet rules;
  private final @Nullable RelativePath state;

  private ManagedPaths(ExcludeSet rules, @Nullable RelativePath state) {
    this.rules = rules;
    this.state = state;
  }

  /// @param imageRules the compiled lines of the manifest
  /// @param state the agent's state folder, left alone where it lies in the root
  /// @throws ProblemException `E-EXCLUDE` with file, line and reason
  public static ManagedPaths of(ManagedRoot root, List<Bytes> imageRules, Path state)
      throws IOException {
    try {
      ExcludeSet local =
          ExcludeSet.parse("/" + LOCAL_RULES, localRules(root)).plus(DefaultExcludes.agent());
      ExcludeSet all = ExcludeSet.ofLines(imageRules).withLocal(local);
      return new ManagedPaths(all, below(root.path(), state));
    } catch (ExcludeSyntaxException e) {
      throw new ProblemException(
          new Problem(
              "E-EXCLUDE", e.file(), "line " + e.line() + ": " + e.reason(), "correct that line"),
          e);
    }
  }

  private static Bytes localRules(ManagedRoot root) throws IOException {
    try (Directory parent = root.directory().openBelow(LOCAL_RULES.parent());
        FileHandle file = parent.openRead(LOCAL_RULES.name())) {
      return Bytes.copyOf(SmallFile.read(file));
    } catch (SystemCallException e) {
      if (e.errno() == SystemCallException.ENOENT || e.errno() == SystemCallException.ENOTDIR) {
        return Bytes.EMPTY;
      }
      throw e;
    }
  }

  private static @Nullable RelativePath below(Path root, Path state) throws IOException {
    Path realRoot = root.toRealPath();
    Path realState = state.toRealPath();
    boolean inside = realState.startsWith(realRoot) && !realState.equals(realRoot);
    return inside ? RelativePath.of(realRoot.relativize(realState).toString()) : null;
  }

  @Override
  public Guarding judge(RelativePath path, Kind kind) {
    if (path.equals(state)) {
      return Guarding.EXCLUDED;
    }
    return switch (rules.judge(path, typeOf(kind))) {
      case MANAGED -> Guarding.MANAGED;
      case EXCLUDED -> Guarding.EXCLUDED;
      case SEED -> Guarding.SEED;
    };
  }

  /// Equal while the rules are equal, whichever file they came from.
  public long fingerprint() {
    StringBuilder all = new StringBuilder(String.valueOf(state));
    rules.rules().forEach(rule -> all.append('\n').append(rule.text()));
    byte[] bytes = all.toString().getBytes(StandardCharsets.UTF_8);
    return XXHashFactory.safeInstance().hash64().hash(bytes, 0, bytes.length, 0);
  }

  public List<ExcludeRule> rules() {
    return rules.rules();
  }

  /// The rule that decides about a path.
  public Optional<ExcludeRule> ruleFor(RelativePath path, Kind kind) {
    return rules.ruleFor(path, typeOf(kind));
  }

  private static EntryType typeOf(Kind kind) {
    return kind == Kind.DIRECTORY ? EntryType.DIRECTORY : EntryType.OTHER;
  }
}
