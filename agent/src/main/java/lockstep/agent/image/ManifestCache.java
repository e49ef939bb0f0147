package lockstep.agent.image;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import lockstep.images.ContentHash;
import lockstep.images.ImageId;
import lockstep.images.IntegrityException;
import lockstep.images.delta.OffHeap;

/// Uncompressed manifests by image. Not for several processes.
final class ManifestCache {
  private final Path directory;

  ManifestCache(Path directory) throws IOException {
    this.directory = Files.createDirectories(directory);
  }

  /// Whether there is a file of that name.
  boolean isHere(ImageId image) {
    return Files.exists(file(image));
  }

  /// Whether the manifest is here and is what its name says. Reads all of it.
  boolean has(ImageId image) throws IOException {
    Path file = file(image);
    if (!Files.exists(file)) {
      return false;
    }
    MessageDigest digest = ContentHash.sha256();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return ContentHash.of(digest).equals(image.hash());
  }

  /// Keeps a manifest.
  ///
  /// @param plain its bytes, read to the end
  /// @throws IntegrityException when they are not that image's
  void keep(ImageId image, InputStream plain) throws IOException {
    Path partial = directory.resolve("." + image);
    MessageDigest digest = ContentHash.sha256();
    try (OutputStream out = new DigestOutputStream(Files.newOutputStream(partial), digest)) {
      plain.transferTo(out);
    }
    if (!ContentHash.of(digest).equals(image.hash())) {
      Files.delete(partial);
      throw wrong(image);
    }
    Files.move(partial, file(image), StandardCopyOption.ATOMIC_MOVE);
  }

  /// Keeps a manifest.
  ///
  /// @throws IntegrityException when the bytes are not that image's
  void keep(ImageId image, OffHeap plain) throws IOException {
    if (!ContentHash.of(plain.buffer()).equals(image.hash())) {
      throw wrong(image);
    }
    Path partial = directory.resolve("." + image);
    Files.deleteIfExists(partial);
    try (FileChannel out =
        FileChannel.open(partial, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = plain.buffer();
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
    }
    Files.move(partial, file(image), StandardCopyOption.ATOMIC_MOVE);
  }

  private static IntegrityException wrong(ImageId image) {
    return new IntegrityException(
        "the manifest of image " + image + " is not what it is named for");
  }

  /// The manifest as it lies here.
  ///
  /// @return to be closed by the caller; empty when it is longer than `maxBytes`
  Optional<OffHeap> load(ImageId image, long maxBytes) throws IOException {
    try (FileChannel in = FileChannel.open(file(image), StandardOpenOption.READ)) {
      if (in.size() > maxBytes) {
        return Optional.empty();
      }
      OffHeap bytes = OffHeap.allocate(in.size());
      ByteBuffer into = bytes.buffer();
      while (into.hasRemaining() && in.read(into) >= 0) {}
      return Optional.of(bytes);
    }
  }

  InputStream open(ImageId image) throws IOException {
    return new BufferedInputStream(Files.newInputStream(file(image)), 64 * 1024);
  }

  /// Drops all manifests but these.
  void keepOnly(Set<ImageId> images) throws IOException {
    Set<String> names = images.stream().map(ImageId::toString).collect(Collectors.toSet());
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        if (!names.contains(file.getFileName().toString())) {
          Files.delete(file);
        }
      }
    }
  }

  private Path file(ImageId image) {
    return directory.resolve(image.toString());
  }
}
