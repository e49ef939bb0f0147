package lockstep.agent.stage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.LongConsumer;
import lockstep.agent.fetch.FetchArea;
import lockstep.images.IntegrityException;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.delta.Group;
import lockstep.images.delta.GroupBase;
import lockstep.images.delta.GroupBases;
import lockstep.images.delta.GroupOutput;
import lockstep.images.delta.GroupOutput.Difference;
import lockstep.images.delta.OffHeap;
import lockstep.images.delta.UnpackedGroup;
import lockstep.images.tree.FileHandle;
import lockstep.images.tree.SystemCallException;

/// Unpacks groups into the pool, as many at a time as there are processors and memory allows. To be used once, by one thread.
final class GroupFiller {
  /// What the groups in work may take outside the heap, together. A group that needs more is in work alone.
  private static final int MEMORY_MIB = 64;

  private final FetchArea fetch;
  private final ContentTable table;
  private final ContentPool pool;
  private final LongConsumer progress;

  private final Semaphore memory = new Semaphore(MEMORY_MIB);
  private final BitSet failed = new BitSet();
  private final Map<String, Problem> problems = new LinkedHashMap<>();

  /// @param progress told of the bytes of each content, from any thread
  GroupFiller(FetchArea fetch, ContentTable table, ContentPool pool, LongConsumer progress) {
    this.fetch = fetch;
    this.table = table;
    this.pool = pool;
    this.progress = progress;
  }

  /// One group's part of the work.
  ///
  /// @param number tells it from all others
  /// @param entries for each of the group's outputs an entry that has it, or a negative number where it is not needed
  private record Job(int number, Group group, String object, Bases bases, int[] entries) {
    /// Whether anything that is needed is made with base `index`.
    boolean uses(int index) {
      if (group.bases().get(index).use() == GroupBase.Use.PREFIX) {
        return true;
      }
      for (int i = 0; i < entries.length; i++) {
        if (entries[i] >= 0
            && group.outputs().get(i).form() instanceof Difference difference
            && difference.base() == index) {
          return true;
        }
      }
      return false;
    }

    /// About how much memory it takes at most.
    int memoryMib() {
      long bytes = group.plainBytes() + 2L * group.storedLength();
      long base = 0;
      for (GroupBase each : group.bases()) {
        bytes += each.lengthBytes();
        base = Math.max(base, each.sizeBytes());
      }
      long output = group.outputs().stream().mapToLong(GroupOutput::sizeBytes).max().orElse(0);
      long mib = ((bytes + Math.max(base, output)) >> 20) + 1;
      return (int) Math.min(mib, MEMORY_MIB);
    }
  }

  /// Makes what is used of the chosen groups.
  ///
  /// @throws IOException of the first group that failed in a way that has no remedy
  void fill(List<ChosenGroups> chosen, PoolUse use) throws IOException {
    List<Future<?>> running = new ArrayList<>();
    try (ExecutorService threads =
        Executors.newFixedThreadPool(
            Runtime.getRuntime().availableProcessors(),
            Thread.ofPlatform().name("groups-", 0).factory())) {
      for (ChosenGroups groups : chosen) {
        groups.forEach((group, object) -> {
          Job job = job(running.size(), group, object, groups.bases(), use);
          int mib = job.memoryMib();
          memory.acquireUninterruptibly(mib);
          running.add(
              threads.submit(() -> {
                try {
                  make(job);
                } finally {
                  memory.release(mib);
                }
                return null;
              }));
        });
      }
      join(running);
    }
  }

  private static Job job(int number, Group group, String object, Bases bases, PoolUse use)
      throws IOException {
    int[] entries = new int[group.outputs().size()];
    for (int i = 0; i < entries.length; i++) {
      GroupOutput output = group.outputs().get(i);
      boolean makeable =
          !(output.form() instanceof Difference difference)
              || bases.has(group.bases().get(difference.base()));
      entries[i] = makeable ? use.first(output) : -1;
    }
    return new Job(number, group, object, bases, entries);
  }

  private static void join(List<Future<?>> running) throws IOException {
    IOException failure = null;
    for (Future<?> each : running) {
      if (failure != null) {
        each.cancel(true);
        continue;
      }
      try {
        each.get();
      } catch (ExecutionException e) {
        failure = e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        failure = new IOException("interrupted while unpacking", e);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private void make(Job job) throws IOException {
    int[] left = job.entries.clone();
    try (GroupBases bases = GroupBases.of(job.group.bases())) {
      load(job, bases);
      try (UnpackedGroup unpacked = unpack(job, bases)) {
        for (int i = 0; i < left.length; i++) {
          if (left[i] >= 0 && put(job, unpacked, i)) {
            left[i] = -1;
          }
        }
      }
    } catch (IntegrityException | ProblemException e) {
      failed(job, left, e);
      return;
    }
    failed(job, left, new IntegrityException("a group makes other files than the image has"));
  }

  private static void load(Job job, GroupBases bases) throws IOException {
    List<GroupBase> all = job.group.bases();
    for (int i = 0; i < all.size(); i++) {
      if (!job.uses(i)) {
        continue;
      }
      try (FileHandle file = job.bases.open(all.get(i));
          OffHeap bytes = OffHeap.allocate(all.get(i).sizeBytes())) {
        readAll(file, bytes.buffer());
        bases.fill(i, bytes.buffer());
      } catch (SystemCallException e) {
        throw new IntegrityException("a base cannot be read: " + e.getMessage(), e);
      }
    }
  }

  private static void readAll(FileHandle source, ByteBuffer into) throws IOException {
    while (into.hasRemaining()) {
      if (source.read(into, into.position()) <= 0) {
        throw new IntegrityException("a base became shorter");
      }
    }
  }

  private UnpackedGroup unpack(Job job, GroupBases bases) throws IOException {
    Group group = job.group;
    try {
      ByteBuffer stored = fetch.read(job.object, group.offset(), group.storedLength());
      return UnpackedGroup.unpack(group, bases, stored);
    } catch (IntegrityException e) {
      ByteBuffer again = fetch.again(job.object, group.offset(), group.storedLength());
      return UnpackedGroup.unpack(group, bases, again);
    }
  }

  /// Whether the output is now in the pool.
  private boolean put(Job job, UnpackedGroup unpacked, int index) throws IOException {
    ContentTable.Row row = table.get(job.entries[index]);
    boolean[] right = new boolean[1];
    try {
      unpacked.make(
          index,
          content -> right[0] = pool.put(job.number + "." + index, content, row.hash()));
    } catch (IntegrityException e) {
      return false;
    }
    if (right[0]) {
      progress.accept(row.sizeBytes());
    }
    return right[0];
  }

  private synchronized void failed(Job job, int[] entries, IOException why) {
    for (int i = 0; i < entries.length; i++) {
      if (entries[i] >= 0) {
        job.group.outputs().get(i).entries().forEach(failed::set);
        problems.putIfAbsent(job.object, Detour.around(job.object, why));
      }
    }
  }

  /// The entries of what could not be made, among them some that are not needed.
  synchronized BitSet failed() {
    return failed;
  }

  /// What failed: the first of each object.
  synchronized List<Problem> problems() {
    return List.copyOf(problems.values());
  }
}
