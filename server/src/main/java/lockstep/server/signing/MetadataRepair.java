package lockstep.server.signing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.json.JsonReader;
import lockstep.images.trust.MetadataSource;
import lockstep.server.durable.DurableFile;
import org.jspecify.annotations.Nullable;

/// Mends the metadata of a repository with copies of it from elsewhere, each accepted only when a machine accepts it in its
/// place. What was signed and is still whole is never replaced, and nothing goes back to an older state.
public final class MetadataRepair {
  private static final int MAX_BYTES = 5_000_000;
  private static final Pattern SNAPSHOT = Pattern.compile("([0-9]{1,18})\\.snapshot\\.json");

  private final Path metadata;
  private final List<MetadataSource> sources;

  /// What is to be written, by name.
  private final Map<String, byte[]> mended = new LinkedHashMap<>();

  private final List<String> refusals = new ArrayList<>();
  private byte @Nullable [] root;

  private MetadataRepair(Path metadata, List<MetadataSource> sources) throws IOException {
    this.metadata = metadata;
    this.sources = sources;
    this.root = local(FirstState.ROOT).orElse(null);
  }

  /// @param mended names below `metadata/`
  /// @param refusals why what was offered was not taken
  public record Result(List<String> mended, List<String> refusals) {}

  /// Holds the lock of whoever signs, if this machine has the online keys.
  ///
  /// @param trustedRoot the first root as machines were given it, or null to believe the repository's own
  /// @param sources are asked in this order
  public static Result repair(
      Path repository, Path onlineKeys, byte @Nullable [] trustedRoot, List<MetadataSource> sources)
      throws IOException {
    MetadataRepair repair = new MetadataRepair(repository.resolve("metadata"), sources);
    if (!Files.isDirectory(onlineKeys)) {
      return repair.run(trustedRoot);
    }
    try (RepositoryLock _ = RepositoryLock.take(onlineKeys.resolve("lock"), new ReentrantLock())) {
      return repair.run(trustedRoot);
    }
  }

  private Result run(byte @Nullable [] trustedRoot) throws IOException {
    if (trustedRoot != null) {
      believe(trustedRoot);
    }
    ServedMetadata look = look();
    while (look.problem().isPresent() && mend(look.problem().get().path())) {
      look = look();
    }
    write(look);
    return new Result(List.copyOf(mended.keySet()), List.copyOf(refusals));
  }

  private void believe(byte[] trustedRoot) throws IOException {
    long version = JsonReader.readObject(trustedRoot).object("signed").whole("version");
    if (version != 1) {
      throw new ProblemException(
          new Problem(
              "E-TRUST",
              FirstState.ROOT,
              "the root that is to be trusted is version %d".formatted(version),
              "give the first one, which 'init' wrote to the keys' directory"));
    }
    if (!java.util.Arrays.equals(root, trustedRoot)) {
      root = trustedRoot;
      mended.put(FirstState.ROOT, trustedRoot);
    }
  }

  private ServedMetadata look() {
    return ServedMetadata.look(
        (name, maxBytes) -> {
          byte[] taken = mended.get(name);
          return taken != null ? Optional.of(taken) : ServedMetadata.read(metadata, name, maxBytes);
        },
        root);
  }

  /// Whether a source had the file as a machine accepts it.
  private boolean mend(String name) {
    if (name.equals(FirstState.ROOT) || mended.containsKey(name)) {
      return false; // nobody can vouch for the first
    }
    for (MetadataSource source : sources) {
      try {
        Optional<byte[]> offered = source.fetch(name, MAX_BYTES);
        if (offered.isPresent() && isAccepted(name, offered.get())) {
          return true;
        }
      } catch (IOException e) {
        refusals.add(name + ": " + e.getMessage());
      }
    }
    return false;
  }

  private boolean isAccepted(String name, byte[] offered) throws IOException {
    mended.put(name, offered);
    ServedMetadata look = look();
    Optional<Problem> problem = look.problem();
    boolean accepted = problem.isEmpty() || !problem.get().path().equals(name);
    if (!accepted) {
      mended.remove(name);
      refusals.add(name + ": " + problem.get().message());
    }
    return accepted;
  }

  /// A new timestamp counts only with all that it leads to, and not when it leads back.
  private void write(ServedMetadata look) throws IOException {
    byte[] timestamp = mended.get(NextState.TIMESTAMP);
    if (timestamp != null && (look.problem().isPresent() || leadsBack(look))) {
      mended.remove(NextState.TIMESTAMP);
      timestamp = null;
    }
    for (Map.Entry<String, byte[]> file : mended.entrySet()) {
      if (!file.getKey().equals(NextState.TIMESTAMP)) {
        DurableFile.write(metadata.resolve(file.getKey()), file.getValue());
      }
    }
    if (timestamp != null) {
      DurableFile.write(metadata.resolve(NextState.TIMESTAMP), timestamp);
    }
  }

  private boolean leadsBack(ServedMetadata look) throws IOException {
    long newest = newestSnapshot();
    if (look.snapshotVersion() < newest) {
      refusals.add(
          "%s: it names snapshot %d, and this repository has had %d"
              .formatted(NextState.TIMESTAMP, look.snapshotVersion(), newest));
      return true;
    }
    return false;
  }

  private long newestSnapshot() throws IOException {
    long newest = 0;
    try (var files = Files.list(metadata)) {
      for (Path file : files.toList()) {
        Matcher name = SNAPSHOT.matcher(Objects.toString(file.getFileName()));
        if (name.matches() && !mended.containsKey(name.group())) {
          newest = Math.max(newest, Long.parseLong(name.group(1)));
        }
      }
    }
    return newest;
  }

  private Optional<byte[]> local(String name) throws IOException {
    return ServedMetadata.read(metadata, name, MAX_BYTES);
  }
}
