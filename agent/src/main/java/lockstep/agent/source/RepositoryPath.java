package lockstep.agent.source;

import java.util.regex.Pattern;

/// Which paths may be asked for: nothing that a server or a file system could read as anything but a name.
final class RepositoryPath {
  private static final Pattern PATH =
      Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");

  private RepositoryPath() {}

  static String require(String path) {
    if (path.length() > 1024 || !PATH.matcher(path).matches()) {
      throw new IllegalArgumentException("not a repository path: '" + path + "'");
    }
    return path;
  }
}
