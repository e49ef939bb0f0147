package lockstep.agent.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import lockstep.images.IntegrityException;
import lockstep.images.Pace;
import lockstep.images.Problem;
import lockstep.images.ProblemException;

/// A repository in a directory: for rescue, for tests, for machines without a network. What is read counts as traffic.
public final class DirectorySource implements RepositorySource {
  private static final int BUFFER_BYTES = 128 << 10;

  private final Path repository;
  private final Pace pace;
  private final LongAdder bytes = new LongAdder();
  private final LongAdder requests = new LongAdder();

  /// As [#DirectorySource(Path, Pace)], and nothing is held back.
  public DirectorySource(Path repository) throws ProblemException {
    this(repository, Pace.FREE);
  }

  /// @throws ProblemException when `repository` is no directory
  public DirectorySource(Path repository, Pace pace) throws ProblemException {
    if (!Files.isDirectory(repository)) {
      throw new ProblemException(
          new Problem(
              "E-SOURCE",
              repository.toString(),
              "there is no such directory",
              "give the directory that lockstep init made"));
    }
    this.repository = repository;
    this.pace = pace;
  }

  @Override
  public Optional<byte[]> small(String path, int maxBytes) throws IOException {
    requests.increment();
    try (FileChannel file = open(path)) {
      if (file.size() > maxBytes) {
        throw new IntegrityException(
            repository.resolve(path) + " is longer than the " + maxBytes + " bytes it may have");
      }
      ByteBuffer content = ByteBuffer.allocate((int) file.size());
      while (content.hasRemaining() && file.read(content) >= 0) {
        // The file may be shorter by now; whoever verifies will see.
      }
      bytes.add(content.position());
      pace.moved(content.position());
      return Optional.of(Arrays.copyOf(content.array(), content.position()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public void read(String path, long offset, long length, ByteSink sink) throws IOException {
    requests.increment();
    try (FileChannel file = open(path)) {
      int room = Math.min(BUFFER_BYTES, pace.step());
      ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(length, room));
      long end = offset + length;
      for (long at = offset; at < end; ) {
        buffer.clear().limit((int) Math.min(buffer.capacity(), end - at));
        int count = file.read(buffer, at);
        if (count < 0) {
          throw new IntegrityException(
              "%s ends at byte %d, bytes to %d were asked for"
                  .formatted(repository.resolve(path), at, end));
        }
        at += count;
        bytes.add(count);
        pace.moved(count);
        sink.accept(buffer.flip());
      }
    } catch (NoSuchFileException e) {
      throw new GoneException(repository.resolve(path).toString());
    }
  }

  private FileChannel open(String path) throws IOException {
    return FileChannel.open(
        repository.resolve(RepositoryPath.require(path)), StandardOpenOption.READ);
  }

  @Override
  public Traffic traffic() {
    return new Traffic(bytes.sum(), requests.sum());
  }

  @Override
  public void close() {
    // Every call closes what it opens.
  }
}
