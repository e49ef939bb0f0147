package lockstep.images.tree;

/// The `O_` flags of `open`. Most are the same everywhere; three are not.
final class OpenFlags {
  static final int READ_ONLY = 0;
  static final int READ_WRITE = 02;
  static final int CREATE = 0100;
  static final int EXCLUSIVE = 0200;
  static final int NONBLOCK = 04000;
  static final int NO_ATIME = 01000000;
  static final int CLOSE_ON_EXEC = 02000000;

  /// A descriptor that names an inode without opening it: no device is woken, no FIFO waited for.
  static final int PATH = 010000000;

  static final int DIRECTORY;
  static final int NO_FOLLOW;

  static {
    String architecture = System.getProperty("os.arch", "");
    switch (architecture) {
      case "amd64" -> {
        DIRECTORY = 0200000;
        NO_FOLLOW = 0400000;
      }
      case "aarch64" -> {
        DIRECTORY = 040000;
        NO_FOLLOW = 0100000;
      }
      default ->
          throw new UnsupportedOperationException(
              "Lockstep knows the system calls of x86-64 and arm64, not of " + architecture);
    }
  }

  private OpenFlags() {}
}
