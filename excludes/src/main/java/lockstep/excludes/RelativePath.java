package lockstep.excludes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A path below some root that cannot leave it: bytes, no leading or trailing slash, no empty, `.` or `..` part, no NUL.
///
/// The root itself is the empty path. Ordered component by component as unsigned bytes, so a directory stands right
/// before what is below it (`a`, `a/b`, `a-b`). Safe for many threads.
public final class RelativePath implements Comparable<RelativePath> {
  /// What Linux allows: PATH_MAX without its NUL, and NAME_MAX.
  public static final int MAX_PATH_BYTES = 4095;

  public static final int MAX_NAME_BYTES = 255;

  public static final RelativePath ROOT = new RelativePath(new byte[0]);

  private final byte[] value;

  private RelativePath(byte[] value) {
    this.value = value;
  }

  /// @throws IllegalArgumentException when the bytes are not such a path
  public static RelativePath of(Bytes value) {
    return ofOwned(value.toArray());
  }

  /// @throws IllegalArgumentException when the UTF-8 bytes of `text` are not such a path
  public static RelativePath of(String text) {
    return of(Bytes.of(text));
  }

  /// Takes over `value`: the caller must not keep it.
  ///
  /// @throws IllegalArgumentException when the bytes are not such a path
  public static RelativePath ofOwned(byte[] value) {
    String fault = fault(value);
    if (fault != null) {
      throw new IllegalArgumentException(notAPath(fault, value));
    }
    return value.length == 0 ? ROOT : new RelativePath(value);
  }

  /// Much too long paths are shown by their beginning.
  private static String notAPath(String fault, byte[] value) {
    boolean all = value.length <= 2 * MAX_NAME_BYTES;
    String shown = Escaping.escape(all ? value : Arrays.copyOf(value, MAX_NAME_BYTES));
    return "not a relative path (%s): '%s'%s".formatted(fault, shown, all ? "" : " ...");
  }

  private static @Nullable String fault(byte[] value) {
    if (value.length == 0) {
      return null;
    }
    if (value.length > MAX_PATH_BYTES) {
      return "longer than " + MAX_PATH_BYTES + " bytes";
    }
    int start = 0;
    for (int i = 0; i <= value.length; i++) {
      if (i == value.length || value[i] == '/') {
        String fault = nameFault(value, start, i);
        if (fault != null) {
          return fault;
        }
        start = i + 1;
      }
    }
    return null;
  }

  private static @Nullable String nameFault(byte[] value, int from, int to) {
    int length = to - from;
    if (length == 0) {
      return "an empty part";
    }
    if (length > MAX_NAME_BYTES) {
      return "a name longer than " + MAX_NAME_BYTES + " bytes";
    }
    if (value[from] == '.' && (length == 1 || (length == 2 && value[from + 1] == '.'))) {
      return "a '.' or '..' part";
    }
    for (int i = from; i < to; i++) {
      if (value[i] == 0) {
        return "a NUL byte";
      }
    }
    return null;
  }

  /// Whether [#child] of that name is no longer than a path may be.
  public boolean hasRoomFor(Bytes name) {
    return lengthBytes() + 1 + name.length() <= MAX_PATH_BYTES;
  }

  /// The path of `name` in this directory.
  ///
  /// @throws IllegalArgumentException when `name` is no single name
  public RelativePath child(Bytes name) {
    byte[] child = new byte[value.length == 0 ? name.length() : value.length + 1 + name.length()];
    System.arraycopy(value, 0, child, 0, value.length);
    if (value.length > 0) {
      child[value.length] = '/';
    }
    name.copyTo(child, child.length - name.length());
    String fault = nameFault(child, child.length - name.length(), child.length);
    if (fault == null && child.length > MAX_PATH_BYTES) {
      fault = "longer than " + MAX_PATH_BYTES + " bytes";
    }
    for (int i = child.length - name.length(); fault == null && i < child.length; i++) {
      fault = child[i] == '/' ? "a slash in a name" : null;
    }
    if (fault != null) {
      throw new IllegalArgumentException(notAPath(fault, child));
    }
    return new RelativePath(child);
  }

  /// The path `below` as it is below this one.
  ///
  /// @throws IllegalArgumentException when that is too long
  public RelativePath resolve(RelativePath below) {
    if (isRoot() || below.isRoot()) {
      return isRoot() ? below : this;
    }
    byte[] joined = Arrays.copyOf(value, value.length + 1 + below.value.length);
    joined[value.length] = '/';
    System.arraycopy(below.value, 0, joined, value.length + 1, below.value.length);
    return ofOwned(joined);
  }

  /// This path as it is below `directory`, which it [starts with][#startsWith].
  public RelativePath below(RelativePath directory) {
    if (!startsWith(directory)) {
      throw new IllegalArgumentException(this + " is not below " + directory);
    }
    int start = directory.isRoot() ? 0 : directory.value.length + 1;
    return start >= value.length
        ? ROOT
        : new RelativePath(Arrays.copyOfRange(value, start, value.length));
  }

  /// @throws IllegalStateException for the root
  public RelativePath parent() {
    if (value.length == 0) {
      throw new IllegalStateException("the root has no parent");
    }
    int slash = lastSlash();
    return slash < 0 ? ROOT : new RelativePath(Arrays.copyOf(value, slash));
  }

  /// The last part; empty for the root.
  public Bytes name() {
    return Bytes.copyOf(value, lastSlash() + 1, value.length);
  }

  public List<Bytes> parts() {
    List<Bytes> parts = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= value.length && value.length > 0; i++) {
      if (i == value.length || value[i] == '/') {
        parts.add(Bytes.copyOf(value, start, i));
        start = i + 1;
      }
    }
    return parts;
  }

  public boolean isRoot() {
    return value.length == 0;
  }

  /// Whether this path lies below `directory`, or is it.
  public boolean startsWith(RelativePath directory) {
    int length = directory.value.length;
    if (length == 0) {
      return true;
    }
    return value.length >= length
        && Arrays.equals(value, 0, length, directory.value, 0, length)
        && (value.length == length || value[length] == '/');
  }

  public int lengthBytes() {
    return value.length;
  }

  public Bytes bytes() {
    return Bytes.copyOf(value);
  }

  public byte[] toArray() {
    return value.clone();
  }

  public byte at(int index) {
    return value[index];
  }

  /// Where the name that holds `from` ends: the next slash, or the end.
  int nameEnd(int from) {
    int end = from;
    while (end < value.length && value[end] != '/') {
      end++;
    }
    return end;
  }

  /// Where the name that ends before `end` starts.
  int nameStart(int end) {
    int start = end;
    while (start > 0 && value[start - 1] != '/') {
      start--;
    }
    return start;
  }

  private int lastSlash() {
    int i = value.length - 1;
    while (i >= 0 && value[i] != '/') {
      i--;
    }
    return i;
  }

  @Override
  public int compareTo(RelativePath other) {
    int common = Arrays.mismatch(value, other.value);
    if (common < 0) {
      return 0;
    }
    if (common >= value.length || common >= other.value.length) {
      return Integer.compare(value.length, other.value.length);
    }
    return Integer.compare(rank(value[common]), rank(other.value[common]));
  }

  /// The separator sorts before every byte a name may hold.
  private static int rank(byte b) {
    return b == '/' ? 0 : b & 0xff;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RelativePath path && Arrays.equals(value, path.value);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(value);
  }

  /// For people only, escaped as [Bytes#toString]; the root is `.`.
  @Override
  public String toString() {
    return value.length == 0 ? "." : Escaping.escape(value);
  }
}
