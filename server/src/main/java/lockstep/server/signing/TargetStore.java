package lockstep.server.signing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import lockstep.images.ContentHash;
import lockstep.images.json.Json;
import lockstep.server.durable.DurableFile;

/// The directory `targets/`: each file under the name of its hash, so that two releases never share a name.
record TargetStore(Path directory) {
  private static final int BUFFER_BYTES = 1 << 16;

  /// Copies the draft's content in, durably, and tells how metadata names it.
  Json.Object add(TargetDraft draft) throws IOException {
    Path named = directory.resolve(draft.path());
    Files.createDirectories(named.resolveSibling(""));
    Path temporary = DurableFile.temporaryFor(named);
    MessageDigest digest = ContentHash.sha256();
    long length = 0;
    try (InputStream in = Files.newInputStream(draft.content());
        FileChannel out =
            FileChannel.open(
                temporary,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
        ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, n);
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
        length += n;
      }
      out.force(true);
    }
    ContentHash hash = ContentHash.of(digest);
    DurableFile.place(temporary, named.resolveSibling(hash + "." + named.getFileName()));
    return describe(length, hash, draft.custom());
  }

  /// As [#add], for content in memory.
  Json.Object add(String name, byte[] content, Json.Object custom) throws IOException {
    ContentHash hash = ContentHash.of(content);
    Files.createDirectories(directory);
    DurableFile.write(directory.resolve(hash + "." + name), content);
    return describe(content.length, hash, custom);
  }

  private static Json.Object describe(long length, ContentHash hash, Json.Object custom) {
    return Json.object()
        .put("length", length)
        .put("hashes", Json.object().put("sha256", hash.toString()))
        .put("custom", custom)
        .build();
  }
}
