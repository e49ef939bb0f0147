package lockstep.images.release;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lockstep.images.ImageId;
import lockstep.images.json.Json;
import lockstep.images.json.JsonException;
import lockstep.images.trust.Refusal;
import lockstep.images.trust.TargetFile;
import lockstep.images.trust.TrustException;
import lockstep.images.trust.TrustedMetadata;

/// What the release keys have signed: what a fleet may be on, and nothing else.
///
/// @param counter grows with each release; a machine refuses a lower one than it has seen
/// @param old the way back, where there is one
/// @param deltas only between these two
public record Release(
    long counter,
    PublishedImage current,
    Optional<PublishedImage> old,
    List<PublishedDelta> deltas) {
  public Release {
    deltas = List.copyOf(deltas);
  }

  /// Empty when nothing is published yet.
  ///
  /// @throws TrustException when the targets, though signed, make no release
  public static Optional<Release> of(TrustedMetadata trusted) throws TrustException {
    if (trusted.targets().isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(read(trusted.targets()));
    } catch (JsonException e) {
      throw new TrustException(
          Refusal.METADATA, "targets.json", "is signed but makes no release: " + e.getMessage());
    }
  }

  private static Release read(List<TargetFile> targets) throws JsonException {
    List<TargetFile> currents = new ArrayList<>();
    List<PublishedImage> olds = new ArrayList<>();
    List<PublishedDelta> deltas = new ArrayList<>();
    for (TargetFile target : targets) {
      switch (target.custom().text("role")) {
        case "current" -> currents.add(target);
        case "old" -> olds.add(PublishedImage.of(target));
        case "delta" -> deltas.add(PublishedDelta.of(target));
        default -> throw new JsonException("a target has a role we do not know");
      }
    }
    if (currents.size() != 1 || olds.size() > 1) {
      throw new JsonException(
          currents.size() + " current and " + olds.size() + " old images, not 1 and at most 1");
    }
    Json.Object custom = currents.getFirst().custom();
    return checked(
        new Release(
            Fields.natural(custom, "release"),
            PublishedImage.of(currents.getFirst()),
            olds.stream().findFirst(),
            deltas));
  }

  private static Release checked(Release release) throws JsonException {
    for (PublishedDelta delta : release.deltas) {
      if (release.find(delta.from()).isEmpty()
          || release.find(delta.to()).isEmpty()
          || delta.from().equals(delta.to())) {
        throw new JsonException("a delta leads elsewhere than between the two images");
      }
    }
    return release;
  }

  /// The image of this release that is `id`.
  public Optional<PublishedImage> find(ImageId id) {
    if (current.id().equals(id)) {
      return Optional.of(current);
    }
    return old.filter(image -> image.id().equals(id));
  }

  /// The image that a person means: by `current`, `old`, label, id, or the first digits of an id; empty when that is neither, or both.
  public Optional<PublishedImage> named(String name) {
    return switch (name) {
      case "current" -> Optional.of(current);
      case "old" -> old;
      default -> {
        boolean isCurrent = current.isNamed(name);
        Optional<PublishedImage> meant = old.filter(image -> image.isNamed(name));
        yield isCurrent && meant.isEmpty() ? Optional.of(current) : meant.filter(_ -> !isCurrent);
      }
    };
  }

  /// What [#named] finds, for people.
  public String offered() {
    return current.described() + old.map(image -> ", " + image.described()).orElse("");
  }

  public Optional<PublishedDelta> delta(ImageId from, ImageId to) {
    return deltas.stream()
        .filter(delta -> delta.from().equals(from) && delta.to().equals(to))
        .findFirst();
  }
}
