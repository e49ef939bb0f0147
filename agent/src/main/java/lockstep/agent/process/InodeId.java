package lockstep.agent.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/// An inode of this machine.
///
/// @param device the filesystem's number, as `stat -c %d` shows it
public record InodeId(long device, long inode) {
  /// What a path leads to, the links of `/proc` included.
  static InodeId at(Path path) throws IOException {
    Map<String, Object> stat = Files.readAttributes(path, "unix:dev,ino");
    return new InodeId(number(stat, "dev"), number(stat, "ino"));
  }

  private static long number(Map<String, Object> stat, String name) {
    return (long) Objects.requireNonNull(stat.get(name), name);
  }

  /// @param sdev a device number as the kernel itself keeps it: 12 bits of major, 20 of minor
  static InodeId ofKernel(long sdev, long inode) {
    long major = sdev >>> 20;
    long minor = sdev & 0xfffff;
    return new InodeId((minor & 0xff) | (major << 8) | ((minor & ~0xffL) << 12), inode);
  }
}
