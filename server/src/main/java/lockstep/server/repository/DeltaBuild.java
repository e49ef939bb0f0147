package lockstep.server.repository;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import lockstep.excludes.Bytes;
import lockstep.images.Content;
import lockstep.images.Segment;
import lockstep.images.delta.DeltaHeader;
import lockstep.images.delta.DeltaIndexWriter;
import lockstep.images.delta.DeltaRecord;
import lockstep.images.delta.OffHeap;
import lockstep.images.delta.PrefixPatch;

/// Makes the delta from one image to another: a patch for each changed file where that is smaller than its new chunks.
///
/// A file has a record when its content is nowhere in the other image and the other image has a regular file at its path.
/// Patches are made on all cores and written in manifest order, so the same two images give the same delta.
final class DeltaBuild {
  /// Up to here the best level costs little time.
  private static final long SMALL_BYTES = 4L << 20;

  private static final int SMALL_LEVEL = 19;
  private static final int LARGE_LEVEL = 12;

  private final Repository repository;
  private final ChunkCatalog chunks;
  private final Progress progress;
  private final ConcurrentLinkedQueue<ContentReader> readers = new ConcurrentLinkedQueue<>();

  /// Is told of patched bytes, by many threads.
  @FunctionalInterface
  interface Progress {
    void patched(long targetBytes);
  }

  DeltaBuild(Repository repository, ChunkCatalog chunks, Progress progress) {
    this.repository = repository;
    this.chunks = chunks;
    this.progress = progress;
  }

  /// A file worth a try.
  private record Candidate(long ordinal, Content base, Content target, long newStoredBytes) {}

  /// A patch that is worth its bytes, or none.
  private record Attempt(Candidate candidate, Bytes patch) {
    boolean pays() {
      return patch.length() > 0;
    }
  }

  /// Writes both files of the delta, unless they are there.
  void build(StoredImage from, StoredImage to, Pair files) throws IOException {
    RepositoryLayout layout = repository.layout();
    Path object = layout.delta(from.id(), to.id());
    Path index = layout.deltaIndex(from.id(), to.id());
    if (Files.exists(object) && Files.exists(index)) {
      return;
    }
    Path objectAside = layout.incoming().resolve("delta");
    Path indexAside = layout.incoming().resolve("index");
    List<DeltaRecord> records = new ArrayList<>();
    BlockDigests digests;
    try (OutputStream out = Durable.output(objectAside)) {
      digests = new BlockDigests(out, DeltaHeader.STANDARD_BLOCK_BYTES);
      patchAll(candidates(files), digests, records);
      digests.flush();
    } finally {
      closeReaders();
    }
    DeltaHeader header =
        new DeltaHeader(
            from.id(),
            to.id(),
            digests.size(),
            DeltaHeader.STANDARD_BLOCK_BYTES,
            digests.finish(),
            records.size());
    try (OutputStream out = Durable.output(indexAside)) {
      DeltaIndexWriter writer = new DeltaIndexWriter(out, header);
      for (DeltaRecord record : records) {
        writer.add(record);
      }
      writer.finish();
    }
    Durable.place(objectAside, object);
    Durable.place(indexAside, index);
  }

  /// The files of both images.
  record Pair(ImageFiles from, ImageFiles to) {
    Pair reversed() {
      return new Pair(to, from);
    }
  }

  private List<Candidate> candidates(Pair files) {
    List<Candidate> candidates = new ArrayList<>();
    for (ImageFiles.Numbered numbered : files.to.files()) {
      Content target = numbered.file().content();
      Content base = files.from.at(numbered.file().path());
      if (base != null
          && isPatchable(base)
          && isPatchable(target)
          && !files.from.hasContent(target.hash())) {
        candidates.add(
            new Candidate(numbered.ordinal(), base, target, newStoredBytes(target, files.from)));
      }
    }
    return candidates;
  }

  private static boolean isPatchable(Content content) {
    return content.size() > 0 && content.size() <= PrefixPatch.MAX_FILE_BYTES;
  }

  private long newStoredBytes(Content target, ImageFiles other) {
    long bytes = 0;
    for (Segment segment : target.segments()) {
      if (segment instanceof Segment.Chunk chunk && !other.hasChunk(chunk.hash())) {
        StoredChunk stored = chunks.find(chunk.hash());
        bytes += stored == null ? chunk.lengthBytes() : stored.storedLength();
      }
    }
    return bytes;
  }

  private void patchAll(List<Candidate> candidates, OutputStream out, List<DeltaRecord> records)
      throws IOException {
    int cores = Runtime.getRuntime().availableProcessors();
    long position = 0;
    Deque<Future<Attempt>> inFlight = new ArrayDeque<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(cores)) {
      int next = 0;
      while (next < candidates.size() || !inFlight.isEmpty()) {
        while (next < candidates.size() && inFlight.size() < 64 * cores) {
          Candidate candidate = candidates.get(next++);
          inFlight.add(pool.submit(() -> attempt(candidate)));
        }
        Attempt attempt = await(inFlight.remove());
        progress.patched(attempt.candidate.target.size());
        if (attempt.pays()) {
          records.add(record(attempt, position));
          position += attempt.patch.length();
          out.write(attempt.patch.toArray());
        }
      }
    }
  }

  private static DeltaRecord record(Attempt attempt, long position) {
    Candidate candidate = attempt.candidate;
    return new DeltaRecord(
        candidate.ordinal,
        candidate.base.hash(),
        candidate.base.size(),
        position,
        attempt.patch.length());
  }

  private Attempt attempt(Candidate candidate) throws IOException {
    ContentReader idle = readers.poll();
    ContentReader reader = idle != null ? idle : new ContentReader(repository.layout(), chunks);
    try (OffHeap base = reader.read(candidate.base);
        OffHeap target = reader.read(candidate.target);
        OffHeap patch = PrefixPatch.make(base, target, level(candidate.target.size()))) {
      ByteBuffer bytes = patch.buffer();
      byte[] kept = new byte[bytes.remaining() < candidate.newStoredBytes ? bytes.remaining() : 0];
      bytes.get(kept);
      return new Attempt(candidate, Bytes.copyOf(kept));
    } finally {
      readers.add(reader);
    }
  }

  private static int level(long targetBytes) {
    return targetBytes <= SMALL_BYTES ? SMALL_LEVEL : LARGE_LEVEL;
  }

  private static Attempt await(Future<Attempt> attempt) throws IOException {
    try {
      return attempt.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IOException("a patch could not be made", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private void closeReaders() throws IOException {
    for (ContentReader reader = readers.poll(); reader != null; reader = readers.poll()) {
      reader.close();
    }
  }
}
