package lockstep.server.agent;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import lockstep.images.Entry;
import lockstep.images.Metadata;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.server.capture.Addition;

/// The files of an agent, as they are on a machine: root's, for everyone to read, whoever unpacked them.
final class AgentFiles {
  /// Ten times an agent.
  private static final long MAX_BYTES = 512L << 20;

  private static final String NAME = "lockstep";

  private final SortedMap<RelativePath, Addition.Item> items = new TreeMap<>();
  private final SortedSet<RelativePath> directories = new TreeSet<>();
  private final String source;
  private Time newest = Time.NEVER;
  private long bytes;

  /// @param source for messages
  AgentFiles(String source) {
    this.source = source;
  }

  /// All so far; the directories are as old as the newest file.
  SortedMap<RelativePath, Addition.Item> items() {
    SortedMap<RelativePath, Addition.Item> all = new TreeMap<>(items);
    for (RelativePath path : directories) {
      all.put(path, new Addition.Node(new Entry.Directory(path, metadata(0755, newest))));
    }
    return all;
  }

  /// When something was written last.
  record Time(long seconds, int nanos) {
    static final Time NEVER = new Time(Long.MIN_VALUE, 0);

    boolean isAfter(Time other) {
      return seconds > other.seconds || (seconds == other.seconds && nanos > other.nanos);
    }
  }

  /// Its own time depends on how it was unpacked.
  void directory(RelativePath path) {
    if (!path.isRoot()) {
      directories.add(path);
    }
  }

  void symlink(RelativePath path, Bytes target, Time time) throws ProblemException {
    requireAgents(path);
    items.put(path, new Addition.Node(new Entry.Symlink(path, metadata(0777, time), target)));
  }

  /// To be asked before a file is read.
  void makeRoom(RelativePath path, long size) throws ProblemException {
    requireAgents(path);
    bytes += size;
    if (bytes > MAX_BYTES) {
      throw noAgent(
          "has more than %d bytes, and an agent has a tenth of that".formatted(MAX_BYTES));
    }
  }

  void file(RelativePath path, boolean program, byte[] content, Time time) {
    Metadata metadata = metadata(program ? 0755 : 0644, time);
    newest = time.isAfter(newest) ? time : newest;
    items.put(path, new Addition.File(metadata, ByteBuffer.wrap(content).asReadOnlyBuffer()));
  }

  private static Metadata metadata(int mode, Time time) {
    return new Metadata(mode, 0, 0, time.seconds(), time.nanos(), List.of(), 0);
  }

  /// All that the package brings is named after it, or lies in what is.
  private void requireAgents(RelativePath path) throws ProblemException {
    if (path.parts().stream().noneMatch(part -> part.utf8().contains(NAME))) {
      throw noAgent("has %s, which no agent has".formatted(path));
    }
  }

  ProblemException noAgent(String why) {
    return problem(
        why,
        "give the lockstep-agent .deb or .tar.xz that bin/package made, or a directory with nothing in it but that tarball, unpacked");
  }

  ProblemException problem(String why, String next) {
    return new ProblemException(new Problem("E-WITH-AGENT", source, why, next));
  }
}
