package lockstep.server.oci;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import lockstep.images.json.Json;
import lockstep.images.json.JsonException;
import lockstep.images.json.JsonReader;

/// The blobs of a layout.
final class Blobs {
  /// What registries allow.
  static final int MAX_DOCUMENT_BYTES = 4 << 20;

  private final LayoutFiles files;

  Blobs(LayoutFiles files) {
    this.files = files;
  }

  /// Where a document says something else than it may.
  interface Reading<T> {
    T read(Json.Object document) throws IOException;
  }

  /// A document that no digest names.
  <T> T top(String path, Reading<T> reading) throws IOException {
    try (InputStream in = files.open(path)) {
      byte[] bytes = in.readNBytes(MAX_DOCUMENT_BYTES + 1);
      if (bytes.length > MAX_DOCUMENT_BYTES) {
        throw OciProblem.limit(path, "has more than %d bytes".formatted(MAX_DOCUMENT_BYTES));
      }
      return read(path, bytes, reading);
    } catch (NoSuchFileException e) {
      throw OciProblem.malformed(path, "is not there");
    }
  }

  <T> T document(Descriptor descriptor, Reading<T> reading) throws IOException {
    if (descriptor.size() > MAX_DOCUMENT_BYTES) {
      throw OciProblem.limit(
          descriptor.digest().path(), "is a document of %d bytes".formatted(descriptor.size()));
    }
    try (CheckedBlob in = open(descriptor)) {
      byte[] bytes = in.readAllBytes();
      in.check();
      return read(descriptor.digest().path(), bytes, reading);
    }
  }

  private static <T> T read(String where, byte[] bytes, Reading<T> reading) throws IOException {
    try {
      return reading.read(JsonReader.readObject(bytes));
    } catch (JsonException e) {
      throw OciProblem.malformed(where, "cannot be read: " + e.getMessage());
    }
  }

  CheckedBlob open(Descriptor descriptor) throws IOException {
    try {
      return new CheckedBlob(files.open(descriptor.digest().path()), descriptor);
    } catch (NoSuchFileException e) {
      throw OciProblem.blob(descriptor.digest(), "is not there");
    }
  }
}
