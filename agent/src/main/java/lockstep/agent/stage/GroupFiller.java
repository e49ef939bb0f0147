package lockstep.agent.stage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.LongConsumer;
import lockstep.agent.fetch.FetchArea;
import lockstep.images.ContentHash;
import lockstep.images.IntegrityException;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.delta.Group;
import lockstep.images.delta.GroupBase;
import lockstep.images.delta.GroupBases;
import lockstep.images.delta.OffHeap;
import lockstep.images.delta.UnpackedGroup;
import lockstep.images.tree.FileHandle;
import lockstep.images.tree.SystemCallException;

/// Unpacks groups into the pool, as many at a time as there are processors and memory allows. To be used once, by one thread.
final class GroupFiller {
  /// What the groups in work may take outside the heap, together. A group that needs more is in work alone.
  private static final int MEMORY_MIB = 64;

  /// How many outputs they may have together: of each there is something in the heap.
  private static final int MOST_OUTPUTS = 1 << 15;

  private final FetchArea fetch;
  private final ContentTable table;
  private final ContentPool pool;
  private final LongConsumer progress;

  private final Semaphore memory = new Semaphore(MEMORY_MIB);
  private final Semaphore outputs = new Semaphore(MOST_OUTPUTS);
  private final BitSet failed = new BitSet();
  private final Map<String, Problem> problems = new LinkedHashMap<>();

  /// @param progress told of the bytes of each content, from any thread
  GroupFiller(FetchArea fetch, ContentTable table, ContentPool pool, LongConsumer progress) {
    this.fetch = fetch;
    this.table = table;
    this.pool = pool;
    this.progress = progress;
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
          GroupJob job = GroupJob.of(running.size(), group, object, groups.bases(), use);
          int mib = Math.min(job.memoryMib(), MEMORY_MIB);
          int files = Math.min(group.outputs().size(), MOST_OUTPUTS);
          memory.acquireUninterruptibly(mib);
          outputs.acquireUninterruptibly(files);
          running.add(
              threads.submit(() -> {
                try {
                  make(job);
                } finally {
                  memory.release(mib);
                  outputs.release(files);
                }
                return null;
              }));
        });
      }
      join(running);
    }
  }

  private static void join(List<Future<?>> running) throws IOException {
    IOException failure = null;
    for (Future<?> each : running) {
      if (failure != null) {
        each.cancel(true);
        continue;
      }
      try {
        Awaited.end(each);
      } catch (IOException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private void make(GroupJob job) throws IOException {
    BitSet left = new BitSet();
    for (int i = 0; i < job.group().outputs().size(); i++) {
      left.set(i, job.entry(i) >= 0);
    }
    try (GroupBases bases = GroupBases.of(job.group().bases())) {
      load(job, bases);
      try (UnpackedGroup unpacked = unpack(job, bases)) {
        for (int i = left.nextSetBit(0); i >= 0; i = left.nextSetBit(i + 1)) {
          left.set(i, !put(job, unpacked, i));
        }
      }
    } catch (IntegrityException | ProblemException e) {
      failed(job, left, e);
      return;
    }
    if (!left.isEmpty()) {
      failed(job, left, new IntegrityException("it makes other files than the image has"));
    }
  }

  private void load(GroupJob job, GroupBases bases) throws IOException {
    List<GroupBase> all = job.group().bases();
    for (int i = 0; i < all.size(); i++) {
      if (!job.usesBase(i)) {
        continue;
      }
      try (FileHandle file = job.bases().open(all.get(i), pool);
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

  /// A frame that is the right one but does not unpack is not asked for again: then a base is not what it should be.
  private UnpackedGroup unpack(GroupJob job, GroupBases bases) throws IOException {
    Group group = job.group();
    try (OffHeap frame =
        fetch.use(
            job.object(),
            group.offset(),
            group.storedLength(),
            stored -> proven(stored, group.digest()))) {
      return UnpackedGroup.unpack(group, bases, frame.buffer());
    }
  }

  private static OffHeap proven(ByteBuffer stored, ContentHash digest) throws IOException {
    if (!ContentHash.of(stored).equals(digest)) {
      throw new IntegrityException("a group's frame is not the one its index names");
    }
    return OffHeap.copyOf(stored);
  }

  /// Whether the output is now in the pool.
  private boolean put(GroupJob job, UnpackedGroup unpacked, int index) throws IOException {
    ContentTable.Row row = table.get(job.entry(index));
    boolean[] right = new boolean[1];
    try {
      unpacked.make(
          index, content -> right[0] = pool.put(job.number() + "." + index, content, row.hash()));
    } catch (IntegrityException e) {
      return false;
    }
    if (right[0]) {
      progress.accept(row.sizeBytes());
    }
    return right[0];
  }

  private synchronized void failed(GroupJob job, BitSet unmade, IOException why) {
    unmade.stream()
        .forEach(index -> job.group().outputs().get(index).entries().forEach(failed::set));
    problems.putIfAbsent(job.object(), Detour.around(job.object(), why));
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
