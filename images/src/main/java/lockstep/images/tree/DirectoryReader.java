package lockstep.images.tree;

/// Lists an open directory with `getdents64`, tens of thousands of bytes at a time.
final class DirectoryReader {
  // struct linux_dirent64: inode, offset, record length, type, name.
  private static final int RECORD_LENGTH = 16;
  private static final int TYPE = 18;
  private static final int NAME = 19;

  private DirectoryReader() {}

  /// The caller keeps others from listing through the same descriptor meanwhile: they share its position.
  static NameList read(int descriptor, Place place) throws SystemCallException {
    check(FileCalls.lseek(descriptor, 0, FileCalls.SEEK_SET), "lseek", place);
    NameList names = new NameList();
    while (true) {
      int length = LinuxCalls.getdents(descriptor);
      if (length == -SystemCallException.ENOENT || length == 0) {
        return names
            .sorted(); // ENOENT: the directory was removed while it was open, so it is empty
      }
      check(length, "getdents64", place);
      addAll(Scratch.ofThisThread().heapData(length), length, names);
    }
  }

  private static void addAll(byte[] records, int length, NameList names) {
    int at = 0;
    while (at < length) {
      int recordLength =
          Byte.toUnsignedInt(records[at + RECORD_LENGTH])
              | Byte.toUnsignedInt(records[at + RECORD_LENGTH + 1]) << 8;
      int from = at + NAME;
      int end = from;
      while (records[end] != 0) {
        end++;
      }
      if (!isSelfOrParent(records, from, end - from)) {
        names.add(records, from, end - from, records[at + TYPE]);
      }
      at += recordLength;
    }
  }

  private static boolean isSelfOrParent(byte[] bytes, int from, int length) {
    return bytes[from] == '.' && (length == 1 || (length == 2 && bytes[from + 1] == '.'));
  }

  private static void check(long result, String call, Place place) throws SystemCallException {
    if (result < 0) {
      throw new SystemCallException(call, place.toString(), (int) -result);
    }
  }
}
