package lockstep.server.oci;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import lockstep.images.json.Json;
import lockstep.images.json.JsonWriter;
import lockstep.images.stored.StoredStream;

/// Writes OCI image layouts, right ones unless told otherwise.
public final class LayoutMaker {
  private static final String TYPE = "application/vnd.oci.image.";

  private final Path layout;
  private final List<Json> images = new ArrayList<>();

  public LayoutMaker(Path layout) throws IOException {
    this.layout = layout;
    Files.createDirectories(layout.resolve("blobs/sha256"));
    Files.writeString(layout.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
    writeIndex();
  }

  /// How a layer is stored.
  public enum Packing {
    PLAIN(".tar"),
    GZIP(".tar+gzip"),
    ZSTD(".tar+zstd");

    private final String suffix;

    Packing(String suffix) {
      this.suffix = suffix;
    }

    private OutputStream over(OutputStream out) throws IOException {
      return switch (this) {
        case PLAIN -> out;
        case GZIP -> new GZIPOutputStream(out);
        case ZSTD -> StoredStream.compressing(out, 3);
      };
    }
  }

  /// Adds an image to the index.
  ///
  /// @param platform as `linux/amd64`
  public LayoutMaker image(String platform, Packing packing, Path... layers) throws IOException {
    List<Json> stored = new ArrayList<>();
    List<String> plain = new ArrayList<>();
    for (Path layer : layers) {
      byte[] bytes = Files.readAllBytes(layer);
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      try (OutputStream out = packing.over(packed)) {
        out.write(bytes);
      }
      stored.add(blob(TYPE + "layer.v1" + packing.suffix, packed.toByteArray()).build());
      plain.add(digest(bytes));
    }
    images.add(manifest(platform, stored, plain));
    return writeIndex();
  }

  private Json manifest(String platform, List<Json> layers, List<String> plain) throws IOException {
    Json.Object rootfs =
        Json.object().put("type", "layers").put("diff_ids", Json.texts(plain)).build();
    Json.ObjectBuilder config = told(platform);
    Json.Object manifest =
        Json.object()
            .put("schemaVersion", 2)
            .put(
                "config",
                blob(TYPE + "config.v1+json", bytes(config.put("rootfs", rootfs).build())).build())
            .put("layers", layers)
            .build();
    return blob(TYPE + "manifest.v1+json", bytes(manifest))
        .put("platform", told(platform).build())
        .build();
  }

  private static Json.ObjectBuilder told(String platform) {
    String[] parts = platform.split("/", -1);
    return Json.object().put("os", parts[0]).put("architecture", parts[1]);
  }

  /// Puts all images so far into an index of their own, to which `index.json` leads.
  public LayoutMaker nest() throws IOException {
    Json index = blob(TYPE + "index.v1+json", bytes(index())).build();
    images.clear();
    images.add(index);
    return writeIndex();
  }

  private Json.Object index() {
    return Json.object().put("schemaVersion", 2).put("manifests", List.copyOf(images)).build();
  }

  private LayoutMaker writeIndex() throws IOException {
    Files.write(layout.resolve("index.json"), bytes(index()));
    return this;
  }

  private Json.ObjectBuilder blob(String type, byte[] content) throws IOException {
    Files.write(layout.resolve(digest(content).replace("sha256:", "blobs/sha256/")), content);
    return Json.object()
        .put("mediaType", type)
        .put("digest", digest(content))
        .put("size", content.length);
  }

  private static byte[] bytes(Json.Object json) {
    return JsonWriter.plain(json).getBytes(StandardCharsets.UTF_8);
  }

  private static String digest(byte[] content) {
    try {
      MessageDigest hash = MessageDigest.getInstance("SHA-256");
      return "sha256:" + HexFormat.of().formatHex(hash.digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /// The largest blob, which is a layer.
  public Path largestBlob() throws IOException {
    try (var blobs = Files.list(layout.resolve("blobs/sha256"))) {
      return blobs
          .max(java.util.Comparator.comparingLong(blob -> blob.toFile().length()))
          .orElseThrow();
    }
  }
}
