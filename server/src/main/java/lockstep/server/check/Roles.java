package lockstep.server.check;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import lockstep.images.ImageId;
import lockstep.images.release.PublishedImage;
import lockstep.images.release.Release;

/// What is served, as far as it can be known: what an object's loss means to machines.
record Roles(Optional<Release> release) {
  List<PublishedImage> images() {
    return release
        .map(it -> Stream.concat(Stream.of(it.current()), it.old().stream()).toList())
        .orElse(List.of());
  }

  Optional<PublishedImage> find(ImageId id) {
    return release.flatMap(it -> it.find(id));
  }

  /// How long the manifest is uncompressed, where that is signed.
  OptionalLong manifestBytes(ImageId id) {
    return find(id).stream().mapToLong(PublishedImage::manifestBytes).findFirst();
  }

  String of(ImageId id) {
    if (find(id).isEmpty()) {
      return "stored";
    }
    return release.orElseThrow().current().id().equals(id) ? "current" : "old";
  }

  /// A delta by its direction.
  String delta(ImageId from, ImageId to) {
    boolean served = find(from).isPresent() && find(to).isPresent();
    return served
        ? "the delta from %s to %s of release %d"
            .formatted(of(from), of(to), release.orElseThrow().counter())
        : "the delta from %s to %s, which is not published"
            .formatted(from.abbreviated(), to.abbreviated());
  }
}
