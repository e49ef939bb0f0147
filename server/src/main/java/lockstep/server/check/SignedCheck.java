package lockstep.server.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import lockstep.images.ContentHash;
import lockstep.images.Problem;
import lockstep.images.release.PublishedDelta;
import lockstep.images.release.PublishedImage;
import lockstep.images.release.Release;
import lockstep.images.trust.TargetFile;
import lockstep.server.repository.RepositoryLayout;
import lockstep.server.signing.ServedMetadata;

/// The signed side of a repository: its metadata, then the files under `targets/`.
record SignedCheck(RepositoryLayout layout, Findings findings, LongConsumer progress) {
  static final String METADATA = "metadata/";
  private static final String TARGETS = "targets/";
  private static final String EVERYTHING = "everything: machines refuse the repository";
  private static final String OF_ROOT =
      "give the root that machines trust, which 'init' wrote to the keys' directory:"
          + " lockstep fsck REPO --trust FILE";

  ServedMetadata metadata() throws IOException {
    ServedMetadata served = ServedMetadata.look(layout.metadata());
    Optional<Problem> problem = served.problem();
    if (problem.isPresent()) {
      String name = METADATA + problem.get().path();
      StoredObject object = StoredObject.of(name, new NoCopy("metadata is proven as a whole"));
      if (name.equals(METADATA + "1.root.json")) {
        findings.note(
            object, new Problem(problem.get().code(), name, problem.get().message(), OF_ROOT));
      } else {
        findings.note(object, problem.get().code(), problem.get().message());
      }
      findings.hurts(name, EVERYTHING);
    }
    return served;
  }

  void targets(ServedMetadata served, Roles roles) throws IOException {
    for (TargetFile target : served.targets()) {
      String name = TARGETS + target.storedPath();
      StoredObject object =
          StoredObject.of(name, new DigestProof(target.sha256(), target.length(), progress));
      var _ = findings.prove(copy(target.path()).map(object::copiedAt).orElse(object));
      hurts(name, target, roles);
    }
    for (Path file : Folders.filesBelow(layout.targets())) {
      String name = layout.root().relativize(file).toString();
      String ownName = String.valueOf(file.getFileName());
      if (ownName.matches("[0-9a-f]{64}\\..+")) {
        ContentHash digest = ContentHash.parse(ownName.substring(0, 64));
        var _ =
            findings.prove(
                StoredObject.of(name, new DigestProof(digest, Files.size(file), progress)));
      }
    }
  }

  /// Where else the repository has the bytes of a target.
  private Optional<String> copy(String target) {
    if (target.matches("images/[0-9a-f]{64}\\.manifest")) {
      return Optional.of(target.replace(".manifest", "/manifest"));
    }
    return target.startsWith("deltas/") ? Optional.of(target) : Optional.empty();
  }

  private void hurts(String object, TargetFile target, Roles roles) {
    for (PublishedImage image : roles.images()) {
      if (image.manifest().path().equals(target.path())) {
        findings.hurts(
            object, new Hurt(image.id(), image.label(), roles.of(image.id()), 0, List.of()));
      }
    }
    for (PublishedDelta delta : roles.release().map(Release::deltas).orElse(List.of())) {
      if (delta.index().path().equals(target.path())) {
        findings.hurts(object, roles.delta(delta.from(), delta.to()));
      }
    }
    if (target.path().equals("rollout.json")) {
      findings.hurts(object, "the rollout: no machine newly takes current");
    }
  }
}
