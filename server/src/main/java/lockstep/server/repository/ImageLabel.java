package lockstep.server.repository;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lockstep.images.ImageId;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.release.PublishedImage;
import lockstep.images.release.Release;
import lockstep.server.signing.SignedRepository;

/// What an image that was just built is called.
///
/// @param warnings what whoever goes by labels has to know
record ImageLabel(String label, List<Problem> warnings) {
  /// The caller holds the lock, so nothing is published meanwhile.
  ///
  /// @param wanted what its builder calls it
  static ImageLabel of(Repository repository, ImageId id, String wanted, InstantSource clock)
      throws IOException {
    Optional<Release> release = release(repository, clock);
    Optional<String> published =
        release.flatMap(served -> served.find(id)).map(PublishedImage::label);
    String label = published.orElse(wanted);
    List<Problem> warnings = new ArrayList<>();
    if (!label.equals(wanted)) {
      warnings.add(
          new Problem(
              "W-LABEL",
              wanted,
              "is the same image as '%s', which is published and keeps that label".formatted(label),
              release.get().current().id().equals(id)
                  ? "there is nothing new to publish"
                  : "to make it current again: lockstep publish %s %s"
                      .formatted(repository.layout().root(), label)));
    } else if (published.isEmpty()) {
      renamed(repository, id, label).ifPresent(warnings::add);
    }
    for (StoredImage other : others(repository)) {
      if (other.label().equals(label) && !other.id().equals(id)) {
        warnings.add(shared(other, release, published.isPresent()));
      }
    }
    return new ImageLabel(label, List.copyOf(warnings));
  }

  private static Optional<Release> release(Repository repository, InstantSource clock) {
    try {
      return SignedRepository.releaseOf(repository.layout().root(), clock);
    } catch (IOException e) {
      return Optional.empty(); // what is damaged there stops no build; fsck tells of it
    }
  }

  private static List<StoredImage> others(Repository repository) throws IOException {
    try {
      return repository.images();
    } catch (ProblemException e) {
      return List.of(); // a damaged annotation stops no build; fsck tells of it
    }
  }

  /// The label that the same tree had until now names nothing any more.
  private static Optional<Problem> renamed(Repository repository, ImageId id, String label)
      throws IOException {
    String before;
    try {
      before = repository.image(id).label();
    } catch (ProblemException e) {
      return Optional.empty(); // new, or with a damaged annotation, which is written anew
    }
    return before.equals(label)
        ? Optional.empty()
        : Optional.of(
            new Problem(
                "W-LABEL",
                label,
                "is the same image as '%s', which is not called so any more".formatted(before),
                ""));
  }

  private static Problem shared(
      StoredImage other, Optional<Release> release, boolean keepsItsLabel) {
    boolean isPublished = release.flatMap(served -> served.find(other.id())).isPresent();
    return new Problem(
        "W-LABEL",
        other.label(),
        "is also what %s is called%s: the label alone names neither"
            .formatted(other.id().abbreviated(), isPublished ? ", which is published" : ""),
        keepsItsLabel
            ? "name both by their ids"
            : "build it again under another label, which it then has; or name both by their ids");
  }
}
