package lockstep.agent.root;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import lockstep.excludes.Bytes;
import lockstep.images.Metadata;
import lockstep.images.Xattr;
import lockstep.images.tree.Directory;
import lockstep.images.tree.Stat;

/// Gives a live directory its metadata in an order that is at no instant wider than what it had and what it gets.
public final class DirectoryMetadata {
  private DirectoryMetadata() {}

  public static void apply(Directory directory, Metadata wanted) throws IOException {
    Stat stat = directory.stat();
    if (stat.flags() != 0) {
      directory.setFlags(0);
    }
    boolean otherOwner = stat.uid() != wanted.uid() || stat.gid() != wanted.gid();
    int narrow = stat.mode() & wanted.mode();
    if (narrow != stat.mode()) {
      directory.setMode(narrow);
    }
    if (otherOwner) {
      directory.setOwner(wanted.uid(), wanted.gid());
    }
    applyXattrs(directory, wanted);
    if (directory.stat().mode() != wanted.mode()) {
      directory.setMode(wanted.mode());
    }
    directory.setMtime(wanted.mtimeSeconds(), wanted.mtimeNanos());
    if (wanted.flags() != 0) {
      directory.setFlags(wanted.flags());
    }
  }

  private static void applyXattrs(Directory directory, Metadata wanted) throws IOException {
    Map<Bytes, Bytes> present = new HashMap<>();
    directory.xattrs().forEach(xattr -> present.put(xattr.name(), xattr.value()));
    for (Xattr xattr : wanted.xattrs()) {
      Bytes before = present.remove(xattr.name());
      if (before == null || !before.equals(xattr.value())) {
        directory.setXattr(xattr);
      }
    }
    for (Bytes name : present.keySet()) {
      directory.removeXattr(name);
    }
  }
}
