package lockstep.agent.process;

/// An inode of this machine.
///
/// @param device the filesystem's number, as `stat -c %d` shows it
public record InodeId(long device, long inode) {
  /// @param sdev a device number as the kernel itself keeps it: 12 bits of major, 20 of minor
  static InodeId ofKernel(long sdev, long inode) {
    long major = sdev >>> 20;
    long minor = sdev & 0xfffff;
    return new InodeId((minor & 0xff) | (major << 8) | ((minor & ~0xffL) << 12), inode);
  }
}
