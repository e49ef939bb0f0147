package lockstep.agent.stage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import lockstep.agent.plan.StageItem;
import lockstep.agent.spool.SpoolReader;
import lockstep.agent.spool.SpoolWriter;
import lockstep.agent.stage.StageList.Staging;
import lockstep.excludes.RelativePath;
import lockstep.images.ContentHash;
import lockstep.images.Entry;
import org.jspecify.annotations.Nullable;

/// What content a plan needs, by the ordinal of the entry that has it in the manifest. Per entry there is a bit in memory and
/// a row on disk. Not for several threads, except the table.
final class Survey implements Closeable {
  private final BitSet lacking = new BitSet();
  private final ContentTable table;
  private final Path locals;

  /// Grows with the number of hard-link groups whose first name is not staged.
  private final Map<Integer, Integer> stagedFor = new HashMap<>();

  private Survey(Path directory) throws IOException {
    table = new ContentTable(directory.resolve("contents"));
    locals = directory.resolve("locals");
  }

  /// @param list read to its end and closed
  /// @param directory for its spools
  static Survey of(StageList list, Path directory) throws IOException {
    Survey survey;
    try {
      survey = new Survey(directory);
    } catch (IOException e) {
      list.close();
      throw e;
    }
    try (list;
        SpoolWriter locals = SpoolWriter.create(survey.locals)) {
      for (Staging staging = list.next(); staging != null; staging = list.next()) {
        if (staging.entry() instanceof Entry.File file) {
          survey.take(staging, file, locals);
        }
      }
    } catch (IOException e) {
      survey.close();
      throw e;
    }
    return survey;
  }

  private void take(Staging staging, Entry.File file, SpoolWriter locals) throws IOException {
    StageItem item = staging.item();
    if (item.local() == StageItem.Local.FILE) {
      locals.put(file.path()).put(item.localHash());
    }
    if (file.content().size() == 0 || file.content().hash().equals(item.localHash())) {
      return;
    }
    int entry = staging.content().entry();
    lacking.set(entry);
    table.put(entry, file.content());
    if (entry != item.entry()) {
      stagedFor.put(entry, Math.toIntExact(item.entry()));
    }
  }

  /// The entries whose content must still come from somewhere. What is found is taken out.
  BitSet lacking() {
    return lacking;
  }

  /// Of what was lacking at first.
  ContentTable table() {
    return table;
  }

  long lackingBytes() throws IOException {
    long sum = 0;
    for (int entry = lacking.nextSetBit(0); entry >= 0; entry = lacking.nextSetBit(entry + 1)) {
      sum += table.get(entry).sizeBytes();
    }
    return sum;
  }

  /// The entry that is staged with the content of `entry`: itself, or another name of it.
  int stagedFor(int entry) {
    return stagedFor.getOrDefault(entry, entry);
  }

  /// What [#forEachLocal] calls.
  interface LocalFile {
    /// @param hash null where the scan had no reason to read the file
    void accept(RelativePath path, @Nullable ContentHash hash) throws IOException;
  }

  /// The regular files that are at the paths of what is staged.
  void forEachLocal(LocalFile consumer) throws IOException {
    try (SpoolReader in = SpoolReader.open(locals)) {
      while (!in.atEnd()) {
        consumer.accept(in.readPath(), in.readHash());
      }
    }
  }

  /// Takes out what `found` has.
  void drop(LocalContents found) throws IOException {
    for (int entry = lacking.nextSetBit(0); entry >= 0; entry = lacking.nextSetBit(entry + 1)) {
      if (found.find(table.get(entry).hash()) != null) {
        lacking.clear(entry);
      }
    }
  }

  @Override
  public void close() throws IOException {
    table.close();
  }
}
