package lockstep.agent.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import lockstep.agent.process.Holder.Way;

/// Finds the processes that have some inodes open, mapped or watched at this moment. What ends meanwhile, or may not be
/// looked at, is passed over. The agent itself does not count.
public final class Holders {
  private static final Path PROC = Path.of("/proc");
  private static final int ACCESS_MODE = 3;

  private final Set<InodeId> wanted;
  private final Map<InodeId, Set<Holder>> found = new HashMap<>();

  private Holders(Collection<InodeId> wanted) {
    this.wanted = Set.copyOf(wanted);
  }

  public static Holders of(Collection<InodeId> inodes) {
    Holders holders = new Holders(inodes);
    String self = Long.toString(ProcessHandle.current().pid());
    each(
        PROC,
        process -> {
          String name = process.getFileName().toString();
          if (name.chars().allMatch(Character::isDigit) && !name.equals(self)) {
            holders.look(process);
          }
        });
    return holders;
  }

  /// A process once for each inode, by what tells most; writers first.
  public List<Holder> of(InodeId inode) {
    Set<Long> told = new TreeSet<>();
    return found.getOrDefault(inode, Set.of()).stream()
        .filter(holder -> told.add(holder.pid()))
        .toList();
  }

  /// The processes that map it, whatever else they do with it.
  public List<Holder> mapping(InodeId inode) {
    return found.getOrDefault(inode, Set.of()).stream()
        .filter(holder -> holder.way() == Way.MAPS)
        .toList();
  }

  private interface Look {
    void at(Path path) throws IOException;
  }

  /// The entries of a folder; what cannot be read is passed over.
  private static void each(Path folder, Look look) {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        try {
          look.at(entry);
        } catch (IOException e) {
          // It ended, or is a thread of the kernel.
        }
      }
    } catch (IOException | java.nio.file.DirectoryIteratorException e) {
      // The same.
    }
  }

  private void look(Path process) {
    each(process.resolve("fd"), descriptor -> descriptor(process, descriptor));
    each(
        process.resolve("map_files"),
        mapping -> {
          InodeId inode = InodeId.at(mapping);
          if (wanted.contains(inode)) {
            add(inode, Holder.of(process, Way.MAPS));
          }
        });
  }

  private void descriptor(Path process, Path descriptor) throws IOException {
    if (Files.readSymbolicLink(descriptor).toString().equals("anon_inode:inotify")) {
      for (String line : about(process, descriptor)) {
        watch(process, line);
      }
      return;
    }
    InodeId inode = InodeId.at(descriptor);
    if (wanted.contains(inode)) {
      add(
          inode,
          Holder.of(process, isWriting(about(process, descriptor)) ? Way.WRITES : Way.READS));
    }
  }

  private static List<String> about(Path process, Path descriptor) throws IOException {
    Path info = process.resolve("fdinfo").resolve(descriptor.getFileName());
    return Files.readAllLines(info, StandardCharsets.ISO_8859_1);
  }

  /// `flags:	0100002`, octal
  private static boolean isWriting(List<String> info) {
    for (String line : info) {
      if (line.startsWith("flags:")) {
        return (Integer.parseInt(line.substring(line.indexOf(':') + 1).strip(), 8) & ACCESS_MODE)
            != 0;
      }
    }
    return false;
  }

  /// `inotify wd:1 ino:9e7e sdev:800013 mask:...`, hexadecimal
  private void watch(Path process, String line) throws IOException {
    Map<String, String> fields = new HashMap<>();
    for (String field : line.split(" ", -1)) {
      int colon = field.indexOf(':');
      if (colon > 0) {
        fields.put(field.substring(0, colon), field.substring(colon + 1));
      }
    }
    String ino = fields.get("ino");
    String sdev = fields.get("sdev");
    if (line.startsWith("inotify ") && ino != null && sdev != null) {
      InodeId inode =
          InodeId.ofKernel(Long.parseUnsignedLong(sdev, 16), Long.parseUnsignedLong(ino, 16));
      if (wanted.contains(inode)) {
        add(inode, Holder.of(process, Way.WATCHES));
      }
    }
  }

  private void add(InodeId inode, Holder holder) {
    found
        .computeIfAbsent(
            inode,
            _ -> new TreeSet<>(Comparator.comparing(Holder::way).thenComparingLong(Holder::pid)))
        .add(holder);
  }
}
