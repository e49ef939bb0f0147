package lockstep.server.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import lockstep.images.ContentHash;
import lockstep.images.ImageId;
import lockstep.images.IntegrityException;
import lockstep.images.ProblemException;
import lockstep.images.release.PublishedImage;
import lockstep.server.repository.Repository;
import lockstep.server.repository.RepositoryLayout;
import lockstep.server.repository.Retirements;
import lockstep.server.signing.ServedMetadata;

/// Reads every object of a repository. Changes nothing and waits for nobody; memory grows with how many files one image
/// has, by 16 bytes for each.
public final class RepositoryCheck {
  private static final int MOST_LOOKS = 3;

  private final Repository repository;
  private final RepositoryLayout layout;
  private final InstantSource clock;

  /// @param repository may be damaged
  public RepositoryCheck(Repository repository, InstantSource clock) {
    this.repository = repository;
    this.layout = repository.layout();
    this.clock = clock;
  }

  /// What a check found.
  ///
  /// @param images how many were looked at
  /// @param objects how many were looked at
  public record Report(int images, int objects, List<Finding> findings, List<Leftover> leftovers) {
    public Report {
      findings = List.copyOf(findings);
      leftovers = List.copyOf(leftovers);
    }

    public boolean isWhole() {
      return findings.isEmpty();
    }
  }

  /// Looks again while something seems to be wrong and somebody changes the repository: what was missing may just have gone.
  ///
  /// @param progress is told of bytes as they are read, [#expectedBytes] in all while nothing is missing
  public Report run(LongConsumer progress) throws IOException {
    for (int looks = 1; ; looks++) {
      Set<ImageId> images = stored();
      Optional<ContentHash> served = served();
      Report report = look(progress);
      boolean steady = stored().equals(images) && served().equals(served);
      if (report.isWhole() || steady || looks == MOST_LOOKS) {
        return report;
      }
    }
  }

  /// Tells one state of what is served from another.
  private Optional<ContentHash> served() throws IOException {
    Path timestamp = layout.metadata().resolve("timestamp.json");
    return Files.exists(timestamp)
        ? Optional.of(ContentHash.of(Files.readAllBytes(timestamp)))
        : Optional.empty();
  }

  private Report look(LongConsumer progress) throws IOException {
    Findings findings = new Findings(layout.root());
    SignedCheck signed = new SignedCheck(layout, findings, progress);
    ServedMetadata served = signed.metadata();
    Roles roles = new Roles(served.release());
    Set<ImageId> images = stored();
    roles.images().stream().map(PublishedImage::id).forEach(images::add);
    marker(findings);
    retirements(findings, images, roles);
    signed.targets(served, roles);
    Needed needed = new Needed(findings);
    for (ImageId id : images) {
      new ImageCheck(repository, findings, roles, needed, id, progress).check();
    }
    needed.suspectIndexes(layout.packs());
    Set<String> unfinished = new DeltaCheck(layout, findings, roles, images, progress).check();
    List<Leftover> leftovers = new Leftovers(layout, images, needed, unfinished).find();
    return new Report(images.size(), findings.objects(), findings.told(), leftovers);
  }

  private Set<ImageId> stored() throws IOException {
    Set<ImageId> stored = new TreeSet<>();
    for (Path file : Folders.in(layout.images())) {
      String name = String.valueOf(file.getFileName());
      if (name.matches("[0-9a-f]{64}")) {
        stored.add(ImageId.parse(name));
      }
    }
    return stored;
  }

  private void marker(Findings findings) throws IOException {
    StoredObject marker =
        StoredObject.of("lockstep.json", new NoCopy("it is the same everywhere"))
            .madeBy(() -> Repository.renew(layout.root()));
    if (!findings.prove(marker, RepositoryCheck::readMarker)) {
      findings.hurts(marker.name(), "every command: this is no repository to them");
    }
  }

  private static void readMarker(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString());
    }
    try {
      var _ = Repository.open(file.resolveSibling(""));
    } catch (ProblemException e) {
      throw new IntegrityException("it does not say what this directory is", e);
    }
  }

  /// Without the note nothing would ever be collected; from now on the grace period begins anew.
  private void retirements(Findings findings, Set<ImageId> images, Roles roles) throws IOException {
    if (Files.exists(layout.retired())) {
      StoredObject note =
          StoredObject.of("retired.json", new NoCopy("only this repository knows"))
              .madeBy(() -> Retirements.renew(repository, retired(images, roles)));
      if (!findings.prove(note, _ -> Retirements.of(repository))) {
        findings.hurts(note.name(), "publish and gc, which do not know what was retired when");
      }
    }
  }

  private Map<ImageId, Instant> retired(Set<ImageId> images, Roles roles) throws IOException {
    Map<ImageId, Instant> since = new TreeMap<>();
    for (Path file : Folders.filesBelow(layout.targets().resolve("images"))) {
      String name = String.valueOf(file.getFileName());
      for (ImageId id : images) {
        if (name.endsWith("." + id + ".manifest") && roles.find(id).isEmpty()) {
          since.put(id, clock.instant());
        }
      }
    }
    return since;
  }

  /// How much there is to read.
  public long expectedBytes() throws IOException {
    long bytes = 0;
    for (Path folder : List.of(layout.packs(), layout.deltas(), layout.targets())) {
      for (Path file : Folders.filesBelow(folder)) {
        bytes += Files.size(file);
      }
    }
    for (ImageId id : stored()) {
      int readings = Files.exists(layout.solidIndex(id)) ? 2 : 1;
      bytes += readings * contentBytes(id);
    }
    return bytes;
  }

  private long contentBytes(ImageId id) {
    try {
      return repository.image(id).totalBytes();
    } catch (IOException e) {
      return 0; // its damage is told when it is looked at
    }
  }
}
