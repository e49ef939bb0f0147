package lockstep.agent.trigger;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import lockstep.excludes.RelativePath;
import lockstep.images.Closing;
import lockstep.images.trigger.ChangeEvent;
import lockstep.images.trigger.Trigger;
import lockstep.images.trigger.Triggers;
import org.jspecify.annotations.Nullable;

/// Sorts the changes of a commit to the triggers that watch them: a file of paths for each trigger that fires, so that a
/// million changes cost no memory. Not safe for many threads.
public final class ChangeSpool implements Closeable {
  private static final int BUFFER_BYTES = 16 << 10;

  private final List<Trigger> triggers;
  private final Path directory;
  private final @Nullable OutputStream[] files;
  private final long[] counts;

  /// @param directory exists, and is this spool's alone
  public ChangeSpool(Triggers triggers, Path directory) {
    this.triggers = triggers.inOrder();
    this.directory = directory;
    this.files = new OutputStream[this.triggers.size()];
    this.counts = new long[this.triggers.size()];
  }

  /// @throws IOException when the spool cannot be written
  public void add(ChangeEvent event, RelativePath path) throws IOException {
    for (int i = 0; i < files.length; i++) {
      if (triggers.get(i).firesOn(event, path)) {
        OutputStream file = file(i);
        file.write('/');
        file.write(path.toArray());
        file.write(0);
        counts[i]++;
      }
    }
  }

  private OutputStream file(int trigger) throws IOException {
    OutputStream file = files[trigger];
    if (file == null) {
      file =
          new BufferedOutputStream(
              Files.newOutputStream(changesOf(directory, triggers.get(trigger))), BUFFER_BYTES);
      files[trigger] = file;
    }
    return file;
  }

  private static Path changesOf(Path directory, Trigger trigger) {
    return directory.resolve(trigger.name() + ".paths");
  }

  /// Makes the files durable, so that the commit may begin.
  ///
  /// @return the triggers that fire, in the order they run
  public List<Firing> finish() throws IOException {
    close();
    List<Firing> fired = new ArrayList<>();
    for (int i = 0; i < files.length; i++) {
      if (counts[i] > 0) {
        Path changes = changesOf(directory, triggers.get(i));
        sync(changes);
        fired.add(new Firing(triggers.get(i), changes, counts[i]));
      }
    }
    sync(directory);
    return fired;
  }

  private static void sync(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /// What a spool in `directory` had fired when it was finished, read again after a crash.
  public static List<Firing> recover(Triggers triggers, Path directory) throws IOException {
    List<Firing> fired = new ArrayList<>();
    for (Trigger trigger : triggers.inOrder()) {
      Path changes = changesOf(directory, trigger);
      if (Files.exists(changes)) {
        fired.add(new Firing(trigger, changes, countNuls(changes)));
      }
    }
    return fired;
  }

  private static long countNuls(Path file) throws IOException {
    long count = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES)) {
      for (int b = in.read(); b >= 0; b = in.read()) {
        count += b == 0 ? 1 : 0;
      }
    }
    return count;
  }

  @Override
  public void close() throws IOException {
    Closing.all(Arrays.asList(files));
  }
}
