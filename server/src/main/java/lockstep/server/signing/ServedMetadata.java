package lockstep.server.signing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.release.Release;
import lockstep.images.release.RolloutStatement;
import lockstep.images.trust.MetadataSource;
import lockstep.images.trust.TargetFile;
import lockstep.images.trust.TrustClient;
import lockstep.images.trust.TrustedMetadata;
import org.jspecify.annotations.Nullable;

/// The metadata of a repository, looked at as by a machine that was given its first root. That some of it may have expired
/// is no damage, so it does not matter here.
///
/// A client asks for one file after the other, each named by one before it that is proven: the one it refuses is the one it
/// asked for last.
public final class ServedMetadata {
  private final List<String> asked = new ArrayList<>(List.of(FirstState.ROOT));
  private final Map<String, byte[]> proven = new LinkedHashMap<>();
  private @Nullable Problem problem;
  private List<TargetFile> targets = List.of();
  private Optional<Release> release = Optional.empty();
  private long snapshotVersion;

  private ServedMetadata() {}

  /// @param root the first root; null when it is missing
  public static ServedMetadata look(MetadataSource source, byte @Nullable [] root) {
    ServedMetadata look = new ServedMetadata();
    try {
      look.read(source, root);
    } catch (ProblemException e) {
      look.problem = e.problem();
    } catch (IOException e) {
      look.problem =
          new Problem("E-DAMAGED", look.lastAsked(), "it cannot be read: " + e.getMessage(), "");
    }
    if (look.problem != null) {
      look.proven.remove(look.lastAsked());
    }
    return look;
  }

  /// Those in `metadata`, which is a repository's own.
  public static ServedMetadata look(Path metadata) throws IOException {
    MetadataSource files = (name, maxBytes) -> read(metadata, name, maxBytes);
    return look(files, files.fetch(FirstState.ROOT, MAX_ROOT_BYTES).orElse(null));
  }

  private static final int MAX_ROOT_BYTES = 512_000;

  static Optional<byte[]> read(Path metadata, String name, int maxBytes) throws IOException {
    try (InputStream in = Files.newInputStream(metadata.resolve(name))) {
      return Optional.of(in.readNBytes(maxBytes + 1));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private void read(MetadataSource source, byte @Nullable [] root) throws IOException {
    if (root == null) {
      throw new ProblemException(
          new Problem("E-MISSING", FirstState.ROOT, "the repository has lost it", ""));
    }
    TrustClient client =
        TrustClient.timeless((name, maxBytes) -> {
          Optional<byte[]> answer = source.fetch(name, maxBytes);
          if (answer.isPresent() || !name.endsWith(".root.json")) {
            asked.add(name); // that there is no newer root is no answer to believe in
          }
          answer.ifPresent(bytes -> proven.put(name, bytes));
          return answer;
        });
    proven.put(FirstState.ROOT, root);
    client.init(root);
    TrustedMetadata trusted = client.refresh();
    snapshotVersion = trusted.snapshotVersion();
    release = Release.of(trusted);
    targets = new ArrayList<>(trusted.targets());
    if (trusted.lists(RolloutStatement.ROLE)) {
      client.find(trusted, RolloutStatement.TARGET).ifPresent(targets::add);
    }
  }

  private String lastAsked() {
    return asked.getLast();
  }

  /// The file that is missing or refused, and why; empty when a machine would accept all of them.
  public Optional<Problem> problem() {
    return Optional.ofNullable(problem)
        .map(p -> new Problem(p.code(), lastAsked(), p.message(), p.next()));
  }

  /// What was accepted before [#problem], by name, in the order in which it was asked for.
  Map<String, byte[]> proven() {
    return proven;
  }

  long snapshotVersion() {
    return snapshotVersion;
  }

  /// Empty as well when it cannot be known.
  public Optional<Release> release() {
    return release;
  }

  /// Every target file that is signed, the rollout statement included.
  public List<TargetFile> targets() {
    return List.copyOf(targets);
  }
}
