package lockstep.server.delta;

import lockstep.excludes.RelativePath;

/// What the end of a name says of a file's content: `py` of `os.py`, `so` of `libc.so.6`, `1` of `ls.1.gz`.
final class NameEnding {
  private NameEnding() {}

  static String of(RelativePath path) {
    String text = path.toString();
    String name = text.substring(text.lastIndexOf('/') + 1);
    if (name.contains(".so")) {
      return "so";
    }
    String inside = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
    int dot = inside.lastIndexOf('.');
    return dot <= 0 ? "" : inside.substring(dot + 1);
  }
}
