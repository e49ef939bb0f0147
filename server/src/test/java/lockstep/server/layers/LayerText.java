package lockstep.server.layers;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import lockstep.excludes.Bytes;
import lockstep.images.Metadata;
import lockstep.server.tar.TarEntry;
import lockstep.server.tar.TarWriter;

/// Writes archives described in words: `dir NAME`, `file NAME CONTENT`, `symlink NAME TARGET`, `hard NAME TARGET`,
/// `fifo NAME`. Names are written as they are. The mode of directories is that of their layer.
public final class LayerText {
  private LayerText() {}

  /// @param mode of its directories
  public static Path write(Path file, int mode, String... entries) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      TarWriter tar = new TarWriter(out);
      for (String entry : entries) {
        add(tar, mode, entry.split(" ", 3));
      }
      tar.finish();
    }
    return file;
  }

  private static void add(TarWriter tar, int mode, String[] words) throws IOException {
    Bytes name = Bytes.of(words[1]);
    Bytes target = Bytes.of(words.length > 2 ? words[2] : "");
    switch (words[0]) {
      case "dir" -> tar.add(entry(TarEntry.Kind.DIRECTORY, name, Bytes.EMPTY, mode, 0));
      case "symlink" -> tar.add(entry(TarEntry.Kind.SYMLINK, name, target, 0777, 0));
      case "hard" -> tar.add(entry(TarEntry.Kind.HARD_LINK, name, target, 0644, 0));
      case "fifo" -> tar.add(entry(TarEntry.Kind.FIFO, name, Bytes.EMPTY, 0600, 0));
      case "file" -> {
        byte[] content = target.utf8().getBytes(StandardCharsets.UTF_8);
        tar.beginFile(entry(TarEntry.Kind.FILE, name, Bytes.EMPTY, 0644, content.length));
        tar.write(content, 0, content.length);
      }
      default -> throw new IllegalArgumentException(words[0]);
    }
  }

  private static TarEntry entry(TarEntry.Kind kind, Bytes name, Bytes target, int mode, int size) {
    return new TarEntry(
        kind, name, new Metadata(mode, 0, 0, 5, 0, List.of(), 0), target, size, 0, 0);
  }
}
