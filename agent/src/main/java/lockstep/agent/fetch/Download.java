package lockstep.agent.fetch;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import lockstep.agent.fetch.HadRanges.Run;
import lockstep.agent.fetch.Ranges.Range;
import lockstep.agent.fetch.Sources.Source;
import lockstep.images.IntegrityException;

/// One range on its way into a local copy, from one source or several in turn: each goes on where the one before it
/// stopped, or starts over if that one proved a liar. Not for several threads.
final class Download {
  /// So much is lost at most when the process is killed: what came is noted whenever it adds up to this.
  private static final long NOTED_BYTES = 256 * 1024;

  private final LocalCopy copy;
  private final Range range;
  private final LongConsumer progress;
  private final Set<Long> contradicted = new HashSet<>();

  /// What this range's sources said before, to be compared; empty when it is new.
  private final List<Run> former;

  private long position;
  private long noted;
  private long told;
  private boolean diskFailed;

  private Download(LocalCopy copy, Range range, List<Run> former, LongConsumer progress) {
    this.copy = copy;
    this.range = range;
    this.former = former;
    this.progress = progress;
    position = range.offset();
    noted = position;
    told = position;
  }

  /// What nobody has delivered yet.
  ///
  /// @param progress told of bytes as they come
  static Download of(LocalCopy copy, Range range, LongConsumer progress) {
    return new Download(copy, range, List.of(), progress);
  }

  /// What proved wrong: comes once more, and is compared.
  static Download again(LocalCopy copy, Range range) {
    return new Download(copy, range, copy.over(range), _ -> {});
  }

  /// Asks one source after another.
  ///
  /// @throws IOException of the last one
  void from(Sources sources) throws IOException {
    List<Source> order = sources.inOrder();
    for (Source mirror : order.subList(0, order.size() - 1)) {
      try {
        from(mirror);
        return;
      } catch (IOException e) {
        if (!isFaultOfSource(e)) {
          throw e;
        }
        sources.failed(mirror, copy.object(), e);
      }
    }
    from(order.getLast());
  }

  /// @throws IOException when not all has come; what has stays
  void from(Source source) throws IOException {
    long start = position;
    long mark = source.mark();
    try {
      source
          .reader()
          .read(
              copy.object(),
              position,
              range.end() - position,
              bytes -> {
                take(bytes);
                if (position - noted >= NOTED_BYTES) {
                  note(mark);
                }
              });
      note(mark);
    } catch (IntegrityException e) {
      // Whoever lies about lengths is not believed about bytes.
      position = start;
      noted = start;
      throw e;
    } catch (IOException e) {
      noteInterrupted(mark);
      throw e;
    }
  }

  /// Whether another source may do better.
  boolean isFaultOfSource(IOException e) {
    return !diskFailed && !(e instanceof InterruptedIOException);
  }

  private void take(ByteBuffer bytes) throws IOException {
    try {
      compare(bytes);
      int length = bytes.remaining();
      copy.write(position, bytes);
      position += length;
    } catch (IOException e) {
      diskFailed = true;
      throw e;
    }
  }

  /// Finds out which former sources said something else.
  private void compare(ByteBuffer bytes) throws IOException {
    long end = position + bytes.remaining();
    for (Run run : former) {
      long from = Math.max(position, run.range().offset());
      long to = Math.min(end, run.range().end());
      if (from < to && !contradicted.contains(run.mark())) {
        ByteBuffer said = copy.read(new Range(from, to - from));
        ByteBuffer says =
            bytes.slice(bytes.position() + (int) (from - position), (int) (to - from));
        if (!said.equals(says)) {
          contradicted.add(run.mark());
        }
      }
    }
  }

  private void note(long mark) throws IOException {
    if (position > noted) {
      copy.note(new Range(noted, position - noted), mark);
      noted = position;
    }
    if (position > told) {
      progress.accept(position - told);
      told = position;
    }
  }

  /// A file that an interrupted thread writes to is closed.
  private void noteInterrupted(long mark) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      note(mark);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /// The marks of those whose bytes differ from what came now.
  Set<Long> contradicted() {
    return contradicted;
  }
}
