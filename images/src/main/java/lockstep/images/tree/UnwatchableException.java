package lockstep.images.tree;

/// A tree cannot be watched here. The message says why, for people: nothing is broken.
public final class UnwatchableException extends Exception {
  private static final long serialVersionUID = 1L;

  UnwatchableException(String why) {
    super(why);
  }

  static Descriptor opened(String call, int result, Place place) throws UnwatchableException {
    check(call, result);
    try {
      return Descriptor.opened(call, result, place);
    } catch (SystemCallException e) {
      throw new IllegalStateException(e); // it was just checked
    }
  }

  static void check(String call, int result) throws UnwatchableException {
    if (result < 0) {
      throw new UnwatchableException(why(call, -result));
    }
  }

  private static String why(String call, int errno) {
    return switch (errno) {
      case SystemCallException.EPERM ->
          call
              + " is not permitted: it needs CAP_SYS_ADMIN and CAP_DAC_READ_SEARCH, which a container may lack";
      case SystemCallException.ENOSYS -> "this kernel has no " + call;
      case SystemCallException.EINVAL ->
          "this kernel's " + call + " is too old: it needs Linux 5.10";
      case SystemCallException.EXDEV ->
          "the root is a btrfs subvolume, or lies below one, that cannot be told from others ("
              + call
              + ")";
      case SystemCallException.ENODEV, SystemCallException.EOPNOTSUPP ->
          "this filesystem cannot be watched: it gives its files no lasting handles (" + call + ")";
      case SystemCallException.EMFILE ->
          "this user has as many fanotify groups as the kernel allows (fs.fanotify.max_user_groups)";
      default -> String.valueOf(new SystemCallException(call, "", errno).getMessage());
    };
  }
}
