package lockstep.agent.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/// The numbers of all inodes that some process maps at this moment, whatever filesystem they are on: a quick look, by which
/// few are left to be asked about.
public final class MappedInodes {
  private MappedInodes() {}

  public static Set<Long> now() throws IOException {
    Set<Long> inodes = new HashSet<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        try {
          collect(Files.readString(process.resolve("maps"), StandardCharsets.ISO_8859_1), inodes);
        } catch (IOException e) {
          // It ended, or is a thread of the kernel.
        }
      }
    }
    return inodes;
  }

  /// `55d0c8a00000-55d0c8a2e000 r--p 00000000 fe:00 131082     /usr/bin/cron`
  static void collect(String maps, Set<Long> inodes) {
    maps.lines()
        .forEach(line -> {
          String[] fields = line.split(" +", 6);
          if (fields.length == 6 && !fields[4].equals("0")) {
            inodes.add(Long.parseLong(fields[4]));
          }
        });
  }
}
