package lockstep.server.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import lockstep.images.ImageId;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.release.PublishedImage;
import lockstep.images.stored.StoredStream;
import lockstep.server.check.StoredObject.Remake;
import lockstep.server.repository.Remaking;
import lockstep.server.repository.Repository;
import lockstep.server.repository.RepositoryLayout;
import lockstep.server.repository.StoredImage;
import org.jspecify.annotations.Nullable;

/// Looks at one image: its manifest, what people are told of it, its pack index and packs with every chunk, and its solid
/// groups with every file they make.
final class ImageCheck {
  private final Repository repository;
  private final RepositoryLayout layout;
  private final Findings findings;
  private final Roles roles;
  private final Needed needed;
  private final LongConsumer progress;
  private final ImageId id;
  private final String folder;
  private final Optional<StoredImage> annotated;

  ImageCheck(
      Repository repository,
      Findings findings,
      Roles roles,
      Needed needed,
      ImageId id,
      LongConsumer progress) {
    this.repository = repository;
    this.layout = repository.layout();
    this.findings = findings;
    this.roles = roles;
    this.needed = needed;
    this.progress = progress;
    this.id = id;
    this.folder = "images/" + id + "/";
    this.annotated = annotation();
  }

  private Optional<StoredImage> annotation() {
    try {
      return Optional.of(repository.image(id));
    } catch (IOException e) {
      return Optional.empty(); // told by [#checkAnnotation]
    }
  }

  private String label() {
    return annotated
        .map(StoredImage::label)
        .or(() -> roles.find(id).map(PublishedImage::label))
        .orElse("recovered-" + id.abbreviated());
  }

  void check() throws IOException {
    ImageDescription description = manifest();
    annotation(description);
    if (description == null) {
      var _ = packs(packIndex(stored()));
      return;
    }
    StoredImage image = description.as(annotated, label(), Instant.EPOCH);
    Remaking remaking = new Remaking(repository, image);
    StoredObject index = packIndex(image).madeBy(remaking::packIndex);
    if (packs(index)) {
      contents(image, index);
    }
    solid(image, remaking);
  }

  private Hurt hurt(long files, List<String> paths) {
    return new Hurt(id, label(), roles.of(id), files, paths);
  }

  private void hurts(String object) {
    findings.hurts(object, hurt(0, List.of()));
  }

  /// Null when it is not whole.
  private @Nullable ImageDescription manifest() throws IOException {
    ManifestProof proof = new ManifestProof(id, roles.manifestBytes(id));
    StoredObject object = StoredObject.of(folder + "manifest", proof);
    Optional<String> copy = signedCopy();
    ImageDescription[] description = new ImageDescription[1];
    var _ =
        findings.prove(
            copy.map(object::copiedAt).orElse(object),
            file -> description[0] = proof.describe(file));
    hurts(object.name());
    return description[0];
  }

  /// Where the manifest lies as a target, if it does.
  private Optional<String> signedCopy() throws IOException {
    Path folder = layout.targets().resolve("images");
    for (Path file : Folders.filesBelow(folder)) {
      if (file.toString().endsWith("." + id + ".manifest")) {
        return Optional.of(layout.root().relativize(file).toString());
      }
    }
    return Optional.empty();
  }

  private void annotation(@Nullable ImageDescription description) throws IOException {
    Path file = layout.annotation(id);
    StoredObject object =
        StoredObject.of(
            folder + "annotation.json",
            new NoCopy("only this repository knows what its people call an image"));
    StoredObject remade =
        description == null
            ? object
            : object.madeBy(
                () -> repository.annotate(description.as(annotated, label(), written())));
    var _ =
        findings.prove(
            remade,
            _ -> {
              if (!Files.exists(file)) {
                throw new NoSuchFileException(file.toString());
              }
              StoredImage told = repository.image(id);
              if (description != null && !description.fits(told)) {
                throw new ProblemException(
                    new Problem(
                        "E-DAMAGED",
                        remade.name(),
                        "it tells other figures than the manifest",
                        ""));
              }
            });
    hurts(remade.name());
  }

  private Instant written() throws IOException {
    return Files.getLastModifiedTime(layout.manifest(id)).toInstant();
  }

  /// Whether the pack index can be followed.
  private boolean packs(StoredObject index) throws IOException {
    List<StoredObject> packs = new ArrayList<>();
    boolean indexed = findings.prove(index, file -> packs.addAll(index.proof().needs(file)));
    hurts(index.name());
    if (!indexed) {
      needed.incomplete();
    }
    var _ = needed.prove(index, packs, hurt(0, List.of()));
    return indexed;
  }

  /// The image as a reader needs it, while nothing is known of its manifest's length.
  private StoredImage stored() {
    return annotated.orElseGet(() ->
        new StoredImage(
            id,
            label(),
            Instant.EPOCH,
            "",
            roles.manifestBytes(id).orElse(StoredStream.UNKNOWN_LENGTH),
            0,
            0,
            0,
            "",
            0));
  }

  private StoredObject packIndex(StoredImage image) {
    return StoredObject.of(folder + "packs", new PackIndexProof(repository, image, progress));
  }

  private void contents(StoredImage image, StoredObject index) throws IOException {
    for (ImageVerification.Damage damage :
        ImageVerification.verify(repository, image, progress::accept).damage()) {
      String name = damage.problem().path();
      if (name.startsWith("packs/") && findings.isWhole(name)) {
        name = index.name(); // the pack is what its name says, so who led us there is wrong
      }
      if (name.equals(index.name())) {
        findings.note(index, "E-DAMAGED", damage.problem().message());
      }
      findings.hurts(name, hurt(damage.files(), damage.paths()));
    }
  }

  private void solid(StoredImage image, Remaking remaking) throws IOException {
    boolean published = roles.find(id).isPresent();
    if (!published && !Files.exists(layout.solidIndex(id))) {
      return; // made when it is published
    }
    List<StoredObject> groups = new ArrayList<>();
    Remake remake = remaking::solid;
    SolidIndexProof proof = new SolidIndexProof(repository, image, progress);
    StoredObject index = StoredObject.of(folder + "solid", proof).madeBy(remake);
    boolean indexed =
        findings.prove(
            index, file -> proof.needs(file).forEach(group -> groups.add(group.madeBy(remake))));
    if (!indexed) {
      needed.incomplete();
    }
    if (needed.prove(index, groups, hurt(0, List.of())) && indexed) {
      findings.proveFully(index);
    }
    hurts(index.name());
  }
}
