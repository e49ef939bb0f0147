package lockstep.agent.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import lockstep.images.IntegrityException;

/// The lines of a `marks` file.
final class Marks {
  static final String HEADER = "lockstep-transaction 1";

  private final Path file;

  Marks(Path file) {
    this.file = file;
  }

  /// The lines that happened, the header left out; empty when there is no file or not even a header.
  ///
  /// @throws IntegrityException when a line that was written to its end is damaged, or the format is another
  List<String> read() throws IOException {
    String text;
    try {
      text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      return List.of();
    }
    String[] raw = text.split("\n", -1);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < raw.length - 1; i++) {
      String line = raw[i];
      int space = line.lastIndexOf(' ');
      if (space < 0 || !line.substring(space + 1).equals(checksum(line.substring(0, space)))) {
        throw new IntegrityException(file + " is damaged in line " + (i + 1));
      }
      lines.add(line.substring(0, space));
    }
    if (!lines.isEmpty() && !lines.getFirst().equals(HEADER)) {
      throw new IntegrityException(file + " has the unknown format '" + lines.getFirst() + "'");
    }
    return lines.isEmpty() ? lines : lines.subList(1, lines.size());
  }

  /// The line is on disk when this returns. What an interrupted write left behind is cut off first.
  void append(String line) throws IOException {
    StringBuilder whole = new StringBuilder();
    List<String> before = Files.exists(file) ? read() : List.of();
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      if (channel.size() == 0) {
        addLine(whole, HEADER);
      } else {
        channel.truncate(lengthOf(before));
        channel.position(channel.size());
      }
      addLine(whole, line);
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(whole.toString());
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  private static long lengthOf(List<String> lines) {
    StringBuilder whole = new StringBuilder();
    addLine(whole, HEADER);
    lines.forEach(line -> addLine(whole, line));
    return whole.toString().getBytes(StandardCharsets.UTF_8).length;
  }

  private static void addLine(StringBuilder to, String line) {
    to.append(line).append(' ').append(checksum(line)).append('\n');
  }

  private static String checksum(String line) {
    CRC32C crc = new CRC32C();
    crc.update(line.getBytes(StandardCharsets.UTF_8));
    return "%08x".formatted((int) crc.getValue());
  }
}
