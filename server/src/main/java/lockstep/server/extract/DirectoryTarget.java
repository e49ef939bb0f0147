package lockstep.server.extract;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import lockstep.images.Entry;
import lockstep.images.Metadata;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.Xattr;
import lockstep.images.tree.Directory;
import lockstep.images.tree.FileHandle;
import lockstep.images.tree.Name;
import lockstep.images.tree.SystemCallException;
import lockstep.server.repository.OpenImage;
import org.jspecify.annotations.Nullable;

/// A directory that becomes the image's root.
public final class DirectoryTarget implements ExtractionTarget {
  private static final int PRIVATE_FILE = 0600;
  private static final int PRIVATE_DIRECTORY = 0700;

  private enum Origin {
    FOUND_EMPTY,
    MADE
  }

  private record Flagged(RelativePath path, int flags) {}

  private final Path path;
  private final Origin origin;
  private final Directory top;
  private final ByteBuffer buffer = AlignedContent.newBuffer();

  /// The directories that the last entry lies in, deepest first; their metadata is still to be set.
  private final Deque<Entry.Directory> unfinished = new ArrayDeque<>();

  /// Files that further names may follow of, by ordinal.
  private final Map<Long, RelativePath> linked = new HashMap<>();

  private final List<Flagged> flagsOfLinked = new ArrayList<>();

  private @Nullable Directory here;
  private RelativePath herePath = RelativePath.ROOT;

  private DirectoryTarget(Path path, Origin origin, Directory top) {
    this.path = path;
    this.origin = origin;
    this.top = top;
  }

  /// @param path is made, unless it is an empty directory
  /// @throws ProblemException `E-NOT-EMPTY` when something is in it
  public static DirectoryTarget open(Path path) throws IOException {
    Origin origin = Files.isDirectory(path) ? Origin.FOUND_EMPTY : Origin.MADE;
    if (origin == Origin.MADE) {
      Files.createDirectory(path);
    }
    Directory top = Directory.open(path);
    try {
      List<Name> names = top.list();
      if (!names.isEmpty()) {
        throw new ProblemException(
            new Problem(
                "E-NOT-EMPTY",
                path.toString(),
                "is not empty: %s is there already".formatted(names.getFirst().name()),
                "give a directory that is empty or not there; what an interrupted extraction left"
                    + " may be removed"));
      }
      makePlain(top);
    } catch (IOException | RuntimeException e) {
      top.close();
      throw e;
    }
    return new DirectoryTarget(path, origin, top);
  }

  /// Nobody else looks in until all is there, and nothing made in it inherits an ACL.
  private static void makePlain(Directory top) throws SystemCallException {
    top.setFlags(0);
    for (Xattr attribute : top.xattrs()) {
      if (!attribute.name().equals(Bytes.of("security.selinux"))) { // the kernel gives it anew
        top.removeXattr(attribute.name());
      }
    }
    top.setMode(PRIVATE_DIRECTORY);
  }

  @Override
  public void add(Entry entry, OpenImage image) throws IOException {
    try {
      leaveUnless(entry.path());
      if (entry instanceof Entry.Directory directory) {
        enter(directory);
      } else {
        make(entry, image);
      }
    } catch (SystemCallException e) {
      throw Refused.explain(e, entry.path());
    }
  }

  /// Finishes the directories that `next` does not lie in.
  private void leaveUnless(RelativePath next) throws SystemCallException {
    while (!unfinished.isEmpty() && !next.startsWith(unfinished.getFirst().path())) {
      leave(unfinished.removeFirst());
    }
  }

  private void leave(Entry.Directory directory) throws SystemCallException {
    Metadata metadata = directory.metadata();
    try (Directory left = top.openBelow(directory.path())) {
      left.setOwner(metadata.uid(), metadata.gid());
      for (Xattr attribute : metadata.xattrs()) {
        left.setXattr(attribute);
      }
      left.setMode(metadata.mode());
      left.setMtime(metadata.mtimeSeconds(), metadata.mtimeNanos());
      left.setFlags(metadata.flags());
    }
  }

  private void enter(Entry.Directory directory) throws SystemCallException {
    if (!directory.path().isRoot()) {
      parent(directory.path()).makeDirectory(directory.path().name(), PRIVATE_DIRECTORY);
    }
    unfinished.addFirst(directory);
  }

  private void make(Entry entry, OpenImage image) throws IOException {
    Directory parent = parent(entry.path());
    Bytes name = entry.path().name();
    switch (entry) {
      case Entry.File file -> {
        write(parent, file, image);
        if (file.linked()) {
          linked.put(image.ordinal(), file.path());
        }
      }
      case Entry.Symlink link -> {
        parent.makeSymlink(name, link.target());
        describe(parent, name, link.metadata());
      }
      case Entry.Device device -> {
        parent.makeDevice(name, device.kind(), PRIVATE_FILE, device.major(), device.minor());
        describe(parent, name, device.metadata());
        parent.setMode(name, device.metadata().mode());
      }
      case Entry.Fifo fifo -> {
        parent.makeFifo(name, PRIVATE_FILE);
        describe(parent, name, fifo.metadata());
        parent.setMode(name, fifo.metadata().mode());
      }
      case Entry.HardLink link -> link(parent, name, link);
      case Entry.Directory _ -> throw new IllegalArgumentException("a directory is entered");
    }
  }

  /// The mode comes after the attributes: an ACL changes it, and a change of owner clears its setuid bit.
  private void write(Directory parent, Entry.File entry, OpenImage image) throws IOException {
    Metadata metadata = entry.metadata();
    Bytes name = entry.path().name();
    try (FileHandle file = parent.createFile(name, PRIVATE_FILE)) {
      AlignedContent content = AlignedContent.begin(file, entry.content().size(), buffer);
      image.content(content);
      content.finish();
      file.setOwner(metadata.uid(), metadata.gid());
      setXattrs(parent, name, metadata);
      file.setMode(metadata.mode());
      file.setMtime(metadata.mtimeSeconds(), metadata.mtimeNanos());
    }
    if (metadata.flags() != 0 && entry.linked()) {
      flagsOfLinked.add(new Flagged(entry.path(), metadata.flags()));
    } else if (metadata.flags() != 0) {
      parent.setFlags(name, metadata.flags());
    }
  }

  private static void describe(Directory parent, Bytes name, Metadata metadata)
      throws SystemCallException {
    parent.setOwner(name, metadata.uid(), metadata.gid());
    setXattrs(parent, name, metadata);
    parent.setMtime(name, metadata.mtimeSeconds(), metadata.mtimeNanos());
  }

  private static void setXattrs(Directory parent, Bytes name, Metadata metadata)
      throws SystemCallException {
    for (Xattr attribute : metadata.xattrs()) {
      parent.setXattr(name, attribute);
    }
  }

  private void link(Directory parent, Bytes name, Entry.HardLink link) throws SystemCallException {
    RelativePath first = Objects.requireNonNull(linked.get(link.target()));
    try (Directory holder = top.openBelow(first.parent())) {
      parent.makeLink(name, holder, first.name());
    }
  }

  private Directory parent(RelativePath path) throws SystemCallException {
    Directory open = here;
    RelativePath wanted = path.parent();
    if (open == null || !wanted.equals(herePath)) {
      closeHere();
      open = top.openBelow(wanted);
      here = open;
      herePath = wanted;
    }
    return open;
  }

  private void closeHere() {
    if (here != null) {
      here.close();
      here = null;
    }
  }

  @Override
  public void finish() throws IOException {
    try {
      for (Flagged flagged : flagsOfLinked) {
        try (Directory holder = top.openBelow(flagged.path.parent())) {
          holder.setFlags(flagged.path.name(), flagged.flags);
        }
      }
      while (!unfinished.isEmpty()) {
        leave(unfinished.removeFirst());
      }
      top.syncFilesystem();
    } catch (SystemCallException e) {
      throw Refused.explain(e, RelativePath.ROOT);
    }
  }

  @Override
  public String discard() throws IOException {
    closeHere();
    top.setFlags(0);
    for (Name name : top.list()) {
      top.removeTree(name.name());
    }
    if (origin == Origin.MADE) {
      Files.delete(path);
      return "what was extracted so far was removed";
    }
    return "what was extracted so far was removed, " + path + " is empty again";
  }

  @Override
  public long entriesWithoutFlags() {
    return 0;
  }

  @Override
  public void close() {
    closeHere();
    top.close();
  }
}
