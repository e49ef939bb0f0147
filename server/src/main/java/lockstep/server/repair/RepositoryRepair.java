package lockstep.server.repair;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import lockstep.images.trust.MetadataSource;
import lockstep.server.check.Finding;
import lockstep.server.check.RepositoryCheck.Report;
import lockstep.server.check.StoredObject;
import lockstep.server.repository.Durable;
import lockstep.server.repository.Repository;
import lockstep.server.repository.RepositoryLayout;
import lockstep.server.repository.RepositoryLock;
import lockstep.server.signing.MetadataRepair;
import org.jspecify.annotations.Nullable;

/// Mends what a check found, in the order that the package tells.
public final class RepositoryRepair {
  private static final String REST = "what else is in the repository";

  private final RepositoryLayout layout;
  private final Path onlineKeys;
  private final byte @Nullable [] trustedRoot;
  private final List<CopySource> sources;
  private final LongConsumer fetched;

  private final List<Mended> mended = new ArrayList<>();
  private final Set<Refused> refused = new LinkedHashSet<>();

  /// @param trustedRoot the first root as machines were given it, or null to believe the repository's own
  /// @param sources are asked in this order
  /// @param fetched is told of bytes as they come
  public RepositoryRepair(
      Repository repository,
      Path onlineKeys,
      byte @Nullable [] trustedRoot,
      List<CopySource> sources,
      LongConsumer fetched) {
    this.layout = repository.layout();
    this.onlineKeys = onlineKeys;
    this.trustedRoot = trustedRoot;
    this.sources = List.copyOf(sources);
    this.fetched = fetched;
  }

  /// @param object its path below the repository
  /// @param from where the good copy came from, for people
  public record Mended(String object, String from) {}

  /// @param source who offered it
  public record Refused(String source, String object, String why) {}

  /// @param report of the last check: what remains
  public record Outcome(Report report, List<Mended> mended, List<Refused> refused) {}

  /// A whole look at the repository.
  public interface Check {
    Report run() throws IOException;
  }

  /// Checks and mends in turns, until nothing is wrong or nothing more can be mended. Holds the repository's lock.
  public Outcome run(Check check) throws IOException {
    try (RepositoryLock _ = RepositoryLock.take(layout)) {
      Set<String> done = new LinkedHashSet<>();
      Report report = check.run();
      boolean mending = true;
      while (mending && !report.isWhole()) {
        mending = mend(report, done);
        report = mending ? check.run() : report;
      }
      return new Outcome(report, List.copyOf(mended), List.copyOf(refused));
    }
  }

  /// @param done what was mended; on a disk that loses it again it is not mended again
  /// @return whether anything was mended
  private boolean mend(Report report, Set<String> done) throws IOException {
    int before = mended.size();
    boolean signed = true;
    for (Finding finding : report.findings()) {
      String name = finding.object().name();
      if (name.startsWith("metadata/")) {
        if (signed && done.add(name)) {
          mendMetadata();
        }
        signed = false;
      } else if (!done.contains(name)) {
        Optional<String> from = mend(finding.object());
        if (from.isPresent()) {
          done.add(name);
          mended.add(new Mended(name, from.get()));
        }
      }
    }
    return mended.size() > before;
  }

  private void mendMetadata() throws IOException {
    List<MetadataSource> files = sources.stream().map(this::metadataOf).toList();
    MetadataRepair.Result result =
        MetadataRepair.repair(layout.root(), onlineKeys, trustedRoot, files);
    for (String name : result.mended()) {
      mended.add(new Mended("metadata/" + name, "a copy that a machine accepts"));
    }
    for (String refusal : result.refusals()) {
      String[] parts = refusal.split(": ", 2);
      refused.add(new Refused("metadata", "metadata/" + parts[0], parts[1]));
    }
  }

  private MetadataSource metadataOf(CopySource source) {
    return (name, maxBytes) -> {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try {
        source.copy("metadata/" + name, maxBytes, bytes);
        return Optional.of(bytes.toByteArray());
      } catch (NoSuchFileException e) {
        return Optional.empty();
      }
    };
  }

  /// @return where the good object came from, if from anywhere
  private Optional<String> mend(StoredObject object) throws IOException {
    for (String copy : object.copies()) {
      if (take(new DirectoryCopies(layout.root()), copy, object)) {
        return Optional.of(copy);
      }
    }
    for (CopySource source : sources) {
      List<String> names = new ArrayList<>(List.of(object.name()));
      names.addAll(object.copies());
      for (String name : names) {
        if (take(source, name, object)) {
          return Optional.of(source.name());
        }
      }
    }
    return remake(object) ? Optional.of(REST) : Optional.empty();
  }

  /// For each image that needs it: how one of them makes it may leave the others without.
  private boolean remake(StoredObject object) {
    boolean made = false;
    for (StoredObject.Remake remake : object.remakes()) {
      try {
        remake.make();
        made = true;
      } catch (IOException e) {
        refused.add(new Refused(REST, object.name(), String.valueOf(e.getMessage())));
      }
    }
    return made;
  }

  /// Fetches what may be the object; only what is proven gets the name.
  private boolean take(CopySource source, String name, StoredObject object) throws IOException {
    if (object.proof().maxBytes() == 0) {
      return false;
    }
    Path aside = layout.incoming().resolve("copy-of-" + object.name().replace('/', '-'));
    try {
      try (OutputStream out = new MeteredOutput(Durable.output(aside), fetched)) {
        source.copy(name, object.proof().maxBytes(), out);
      }
      for (StoredObject need : object.proof().needs(aside)) {
        supply(source, need);
      }
      object.proof().prove(aside);
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      refused.add(new Refused(source.name(), name, String.valueOf(e.getMessage())));
      return false;
    }
    place(aside, layout.root().resolve(object.name()));
    return true;
  }

  private void supply(CopySource source, StoredObject need) throws IOException {
    Path file = layout.root().resolve(need.name());
    try {
      need.proof().prove(file);
    } catch (IOException e) {
      if (take(source, need.name(), need)) {
        mended.add(new Mended(need.name(), source.name()));
      } else {
        throw new NoSuchFileException(need.name());
      }
    }
  }

  private static void place(Path aside, Path file) throws IOException {
    Path folder = file.resolveSibling("");
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder);
      Durable.sync(folder.resolveSibling(""));
    }
    Durable.place(aside, file);
  }
}
