package lockstep.server.repository;

import java.nio.file.Path;
import lockstep.images.ImageId;
import lockstep.images.delta.Group;
import lockstep.images.pack.Pack;

/// Where things are in a repository.
public record RepositoryLayout(Path root) {
  public Path marker() {
    return root.resolve("lockstep.json");
  }

  public Path packs() {
    return root.resolve("packs");
  }

  public Path pack(Pack pack) {
    return root.resolve(pack.path());
  }

  public Path images() {
    return root.resolve("images");
  }

  public Path image(ImageId id) {
    return images().resolve(id.toString());
  }

  public Path manifest(ImageId id) {
    return image(id).resolve("manifest");
  }

  public Path packIndex(ImageId id) {
    return image(id).resolve("packs");
  }

  public Path solidIndex(ImageId id) {
    return image(id).resolve("solid");
  }

  public Path solid(Group group) {
    return root.resolve(group.objectPath());
  }

  public Path annotation(ImageId id) {
    return image(id).resolve("annotation.json");
  }

  public Path deltas() {
    return root.resolve("deltas");
  }

  public Path delta(ImageId from, ImageId to) {
    return deltas().resolve(from + "-" + to + ".delta");
  }

  public Path deltaIndex(ImageId from, ImageId to) {
    return deltas().resolve(from + "-" + to + ".index");
  }

  public Path retired() {
    return root.resolve("retired.json");
  }

  public Path metadata() {
    return root.resolve("metadata");
  }

  public Path targets() {
    return root.resolve("targets");
  }

  public Path incoming() {
    return root.resolve("incoming");
  }

  public Path lock() {
    return root.resolve("incoming.lock");
  }
}
