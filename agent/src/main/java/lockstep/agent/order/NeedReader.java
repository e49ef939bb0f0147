package lockstep.agent.order;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import lockstep.images.tree.Directory;
import lockstep.images.tree.FileHandle;
import lockstep.images.tree.Guard;
import lockstep.images.tree.Guarding;
import lockstep.images.tree.Kind;
import lockstep.images.tree.ScannedEntry;
import lockstep.images.tree.Stat;
import lockstep.images.tree.SystemCallException;
import lockstep.images.tree.TreeScanner;
import lockstep.images.tree.TreeVisitor;

/// Reads what the things at and below one path need from elsewhere.
final class NeedReader implements TreeVisitor {
  private static final int ANY_EXECUTE = 0111;
  private static final int INTERPRETER_BYTES = 256;

  private final RelativePath path;
  private final Set<RelativePath> paths = new HashSet<>();
  private final Set<Bytes> libraries = new HashSet<>();
  private final Set<Bytes> offered = new HashSet<>();

  private NeedReader(RelativePath path) {
    this.path = path;
  }

  /// @param paths what symlinks point at, and what runs scripts and programs
  /// @param libraries file names that the loader looks for
  /// @param offered file names of the libraries that are there themselves
  /// @param inTree whether it is a directory whose things need that
  record Needs(Set<RelativePath> paths, Set<Bytes> libraries, Set<Bytes> offered, boolean inTree) {
    static final Needs NONE = new Needs(Set.of(), Set.of(), Set.of(), false);

    boolean isNone() {
      return paths.isEmpty() && libraries.isEmpty();
    }
  }

  /// @param path where it is in the root, or is to be
  /// @param parent with `name` where it is now
  static Needs of(RelativePath path, Directory parent, Bytes name) throws IOException {
    NeedReader reader = new NeedReader(path);
    Stat stat = parent.statIfPresent(name);
    if (stat == null) {
      return Needs.NONE;
    }
    if (stat.kind() == Kind.DIRECTORY) {
      try (Directory top = parent.openChild(name)) {
        new TreeScanner(top, (_, _) -> Guarding.MANAGED).scan(reader);
      }
    } else {
      reader.look(path, parent, name, stat);
    }
    return reader.needs(stat.kind() == Kind.DIRECTORY);
  }

  /// They are kept for many, and most have none.
  private Needs needs(boolean inTree) {
    libraries.removeAll(offered);
    boolean none = paths.isEmpty() && libraries.isEmpty() && offered.isEmpty() && !inTree;
    return none
        ? Needs.NONE
        : new Needs(Set.copyOf(paths), Set.copyOf(libraries), Set.copyOf(offered), inTree);
  }

  @Override
  public void visit(ScannedEntry entry) throws IOException {
    if (entry.stat().kind() != Kind.DIRECTORY) {
      look(path.resolve(entry.path()), entry.parent(), entry.name(), entry.stat());
    }
  }

  @Override
  public void leave(RelativePath directory) {}

  @Override
  public void guarded(RelativePath mount, Guard why) {}

  @Override
  public void overlong(RelativePath directory, Bytes name) {}

  private void look(RelativePath at, Directory parent, Bytes name, Stat stat) throws IOException {
    // What is staged has a number for its name.
    boolean library = isLibrary(at.name());
    if (library) {
      offered.add(at.name());
    }
    try {
      if (stat.kind() == Kind.SYMLINK) {
        need(at.parent(), parent.readSymlink(name));
      } else if (stat.kind() == Kind.FILE && (library || (stat.mode() & ANY_EXECUTE) != 0)) {
        try (FileHandle file = parent.openRead(name)) {
          content(file);
        }
      }
    } catch (SystemCallException e) {
      // It only concerns the order; whoever has to read it for more than that says what is wrong.
      return;
    }
  }

  /// By the names that shared libraries have.
  static boolean isLibrary(Bytes name) {
    return name.utf8().contains(".so");
  }

  private void content(FileHandle file) throws IOException {
    ByteBuffer head = read(file, 0, INTERPRETER_BYTES);
    if (ElfFile.isElf(head)) {
      for (Bytes need : ElfFile.needs(file, head)) {
        if (indexOf(need, '/') >= 0) {
          need(RelativePath.ROOT, need);
        } else {
          libraries.add(need);
        }
      }
    } else if (head.remaining() > 2 && head.getShort(0) == 0x2321) {
      need(RelativePath.ROOT, interpreter(head));
    }
  }

  /// The first word after `#!`.
  private static Bytes interpreter(ByteBuffer head) {
    int start = 2;
    while (start < head.limit() && (head.get(start) == ' ' || head.get(start) == '\t')) {
      start++;
    }
    int end = start;
    while (end < head.limit() && head.get(end) > ' ') {
      end++;
    }
    return part(head, start, end);
  }

  /// @param from the directory that the target counts from when it does not begin with a slash
  private void need(RelativePath from, Bytes target) {
    Deque<Bytes> parts = new ArrayDeque<>();
    if (indexOf(target, '/') != 0) {
      parts.addAll(from.parts());
    }
    for (int start = 0, end; start < target.length(); start = end + 1) {
      end = start;
      while (end < target.length() && target.at(end) != '/') {
        end++;
      }
      follow(parts, Bytes.copyOf(target.toArray(), start, end));
    }
    try {
      RelativePath needed = join(parts);
      if (!needed.isRoot() && !needed.startsWith(path)) {
        paths.add(needed);
      }
    } catch (IllegalArgumentException e) {
      // No root has such a path, so no step brings it.
      return;
    }
  }

  private static void follow(Deque<Bytes> parts, Bytes part) {
    if (part.equals(Bytes.of(".."))) {
      parts.pollLast();
    } else if (part.length() > 0 && !part.equals(Bytes.of("."))) {
      parts.addLast(part);
    }
  }

  private static RelativePath join(Deque<Bytes> parts) {
    RelativePath joined = RelativePath.ROOT;
    for (Bytes part : parts) {
      joined = joined.child(part);
    }
    return joined;
  }

  private static int indexOf(Bytes bytes, char wanted) {
    for (int i = 0; i < bytes.length(); i++) {
      if (bytes.at(i) == wanted) {
        return i;
      }
    }
    return -1;
  }

  static Bytes part(ByteBuffer bytes, int start, int end) {
    byte[] part = new byte[end - start];
    bytes.get(start, part);
    return Bytes.copyOf(part);
  }

  /// @return as many bytes as there are, from 0 to its limit
  static ByteBuffer read(FileHandle file, long position, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining() && file.read(bytes, position + bytes.position()) >= 0) {}
    return bytes.flip();
  }
}
