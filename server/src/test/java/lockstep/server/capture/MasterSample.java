package lockstep.server.capture;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import lockstep.excludes.Bytes;
import lockstep.images.Xattr;
import lockstep.images.tree.Directory;

/// A small root with one of everything.
public final class MasterSample {
  private MasterSample() {}

  /// Fills an empty directory, as root.
  public static void fill(Path root) throws IOException {
    Files.createDirectories(root.resolve("etc/lockstep"));
    Files.createDirectories(root.resolve("usr/bin"));
    Files.createDirectories(root.resolve("var/lib"));
    write(root.resolve("etc/passwd"), "root:x:0:0\n");
    write(root.resolve("etc/lockstep/agent.toml"), "server = 'x'\n");
    write(root.resolve("usr/bin/tool"), "#!/bin/sh\n");
    Files.createLink(root.resolve("usr/bin/also-tool"), root.resolve("usr/bin/tool"));
    Files.createLink(root.resolve("etc/tool"), root.resolve("usr/bin/tool"));
    Files.createSymbolicLink(root.resolve("bin"), Path.of("usr/bin"));
    write(root.resolve("a-b"), "sorted after a/\n");
    Files.createDirectory(root.resolve("a"));
    write(root.resolve("a/b"), "");
    sparse(root.resolve("var/lib/sparse"));
    try (Directory directory = Directory.open(root)) {
      special(directory);
    }
    Files.setPosixFilePermissions(
        root.resolve("etc"), PosixFilePermissions.fromString("rwxr-x--x"));
    setTimes(root);
  }

  private static void special(Directory directory) throws IOException {
    directory.makeFifo(Bytes.of("fifo"), 0600);
    directory.makeDevice(Bytes.of("null"), lockstep.images.Entry.DeviceKind.CHARACTER, 0666, 1, 3);
    directory.createFile(Bytes.copyOf(new byte[] {(byte) 0xff, '\n', 'x'}), 0640).close();
    directory.createFile(Bytes.of("n".repeat(255)), 0600).close();
    directory.setOwner(Bytes.of("a-b"), 1000, 70_000);
    directory.setMode(Bytes.of("a-b"), 06755);
    for (Xattr xattr : List.of(xattr("user.note", 0xff, 0, 0xfe, '=', '\n'), CAPABILITY)) {
      directory.setXattr(Bytes.of("a-b"), xattr);
    }
  }

  /// cap_net_raw, effective and permitted.
  private static final Xattr CAPABILITY =
      xattr("security.capability", 1, 0, 0, 2, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  private static Xattr xattr(String name, int... value) {
    byte[] bytes = new byte[value.length];
    for (int i = 0; i < value.length; i++) {
      bytes[i] = (byte) value[i];
    }
    return new Xattr(Bytes.of(name), Bytes.copyOf(bytes));
  }

  private static void sparse(Path file) throws IOException {
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.write("head".getBytes(StandardCharsets.UTF_8));
      sparse.seek(3 << 20);
      sparse.write("middle".getBytes(StandardCharsets.UTF_8));
      sparse.setLength((8 << 20) + 17);
    }
  }

  /// Fixed, with nanoseconds, deepest first so that none is moved again.
  public static void setTimes(Path root) throws IOException {
    try (var paths = Files.walk(root)) {
      for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
        boolean opensAtOnce =
            Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                || Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
        if (opensAtOnce) {
          Files.setLastModifiedTime(
              path, FileTime.from(Instant.ofEpochSecond(1_600_000_000, 123_456_789)));
        }
      }
    }
  }

  public static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, text);
  }

  /// Runs GNU tar.
  public static void tar(Path archive, Path root, String... options) throws Exception {
    List<String> command =
        new java.util.ArrayList<>(List.of("tar", "-C", root.toString(), "-cf", archive.toString()));
    command.addAll(List.of(options));
    command.add(".");
    run(command);
  }

  public static void run(List<String> command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.put("LC_ALL", "C");
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(command + ": " + output);
    }
  }
}
