package lockstep.images.tree;

/// The `O_` flags of `open`.
final class OpenFlags {
  static final int READ_ONLY = 0;
  static final int READ_WRITE = 02;
  static final int CREATE = 0100;
  static final int EXCLUSIVE = 0200;
  static final int NONBLOCK = 04000;
  static final int NO_ATIME = 01000000;
  static final int CLOSE_ON_EXEC = 02000000;
  static final int DIRECTORY = Architecture.CURRENT.directoryFlag();
  static final int NO_FOLLOW = Architecture.CURRENT.noFollowFlag();

  /// A descriptor that names an inode without opening it: no device is woken, no FIFO waited for.
  static final int PATH = 010000000;

  private OpenFlags() {}
}
