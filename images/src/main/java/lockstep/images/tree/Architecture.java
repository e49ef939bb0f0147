package lockstep.images.tree;

/// What differs between the processors Lockstep runs on: two flags of `open`, and numbers where no function of the C
/// library will do. (`openat2` has the same number everywhere.)
enum Architecture {
  X86_64(0200000, 0400000, 217, 259, 251),
  ARM64(040000, 0100000, 61, 33, 30);

  static final Architecture CURRENT = of(System.getProperty("os.arch", ""));

  private final int directoryFlag;
  private final int noFollowFlag;
  private final long getdents64;
  private final long mknodat;
  private final long ioprioSet;

  Architecture(int directoryFlag, int noFollowFlag, long getdents64, long mknodat, long ioprioSet) {
    this.directoryFlag = directoryFlag;
    this.noFollowFlag = noFollowFlag;
    this.getdents64 = getdents64;
    this.mknodat = mknodat;
    this.ioprioSet = ioprioSet;
  }

  /// @param name as the property `os.arch` has it
  /// @throws UnsupportedOperationException for any other processor
  static Architecture of(String name) {
    return switch (name) {
      case "amd64" -> X86_64;
      case "aarch64" -> ARM64;
      default ->
          throw new UnsupportedOperationException(
              "Lockstep knows the system calls of x86-64 and arm64, not of '" + name + "'");
    };
  }

  /// `O_DIRECTORY`
  int directoryFlag() {
    return directoryFlag;
  }

  /// `O_NOFOLLOW`
  int noFollowFlag() {
    return noFollowFlag;
  }

  long getdents64() {
    return getdents64;
  }

  /// glibc has a function for it only since 2.33.
  long mknodat() {
    return mknodat;
  }

  long ioprioSet() {
    return ioprioSet;
  }

  long ioprioGet() {
    return ioprioSet + 1;
  }
}
