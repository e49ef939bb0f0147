package lockstep.images.tree;

/// What an inode is.
public enum Kind {
  DIRECTORY,
  FILE,
  SYMLINK,
  CHARACTER_DEVICE,
  BLOCK_DEVICE,
  FIFO,
  SOCKET,
  /// The filesystem did not say while listing; [Directory#stat] knows.
  UNKNOWN;

  private static final int TYPE_BITS = 0170000;

  /// From the type bits of `st_mode`, which are also `d_type` shifted by twelve.
  static Kind ofMode(int mode) {
    return switch (mode & TYPE_BITS) {
      case 0040000 -> DIRECTORY;
      case 0100000 -> FILE;
      case 0120000 -> SYMLINK;
      case 0020000 -> CHARACTER_DEVICE;
      case 0060000 -> BLOCK_DEVICE;
      case 0010000 -> FIFO;
      case 0140000 -> SOCKET;
      default -> UNKNOWN;
    };
  }
}
