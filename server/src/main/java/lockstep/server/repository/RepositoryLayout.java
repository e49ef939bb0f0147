package lockstep.server.repository;

import java.nio.file.Path;
import lockstep.images.ImageId;
import lockstep.images.delta.Group;
import lockstep.images.pack.Pack;

/// Where things are in a repository.
record RepositoryLayout(Path root) {
  Path marker() {
    return root.resolve("lockstep.json");
  }

  Path packs() {
    return root.resolve("packs");
  }

  Path pack(Pack pack) {
    return root.resolve(pack.path());
  }

  Path images() {
    return root.resolve("images");
  }

  Path image(ImageId id) {
    return images().resolve(id.toString());
  }

  Path manifest(ImageId id) {
    return image(id).resolve("manifest");
  }

  Path packIndex(ImageId id) {
    return image(id).resolve("packs");
  }

  Path solidIndex(ImageId id) {
    return image(id).resolve("solid");
  }

  Path solid(Group group) {
    return root.resolve(group.objectPath());
  }

  Path annotation(ImageId id) {
    return image(id).resolve("annotation.json");
  }

  Path deltas() {
    return root.resolve("deltas");
  }

  Path delta(ImageId from, ImageId to) {
    return deltas().resolve(from + "-" + to + ".delta");
  }

  Path deltaIndex(ImageId from, ImageId to) {
    return deltas().resolve(from + "-" + to + ".index");
  }

  Path retired() {
    return root.resolve("retired.json");
  }

  Path targets() {
    return root.resolve("targets");
  }

  Path incoming() {
    return root.resolve("incoming");
  }

  Path lock() {
    return root.resolve("incoming.lock");
  }
}
