package lockstep.agent.stage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.LongConsumer;
import lockstep.agent.fetch.FetchArea;
import lockstep.agent.journal.JournalWriter;
import lockstep.agent.journal.Transaction;
import lockstep.agent.plan.Plan;
import lockstep.agent.root.ManagedRoot;
import lockstep.agent.stage.StageList.Place;
import lockstep.agent.stage.StageList.Staging;
import lockstep.agent.stage.StagedTrees.Owned;
import lockstep.excludes.Bytes;
import lockstep.images.Entry;
import lockstep.images.tree.Directory;
import lockstep.images.tree.FileHandle;
import lockstep.images.tree.PathFilter;
import org.jspecify.annotations.Nullable;

/// Prepares a plan, see the package's story. Not for several threads.
public final class Stager {
  /// Told how far staging is, in bytes, from any thread.
  ///
  /// @param toFetch told once, before the first download
  public record Progress(LongConsumer toFetch, LongConsumer fetched, LongConsumer staged) {}

  private final ManagedRoot root;
  private final Path index;
  private final PathFilter filter;
  private final Progress progress;

  /// @param filter what the plan was made with
  /// @param index the stat index the plan was made with
  public Stager(ManagedRoot root, PathFilter filter, Path index, Progress progress) {
    this.root = root;
    this.filter = filter;
    this.index = index;
    this.progress = progress;
  }

  /// @param folder the transaction's, open and empty
  /// @throws RootChangedException when the root is not any more what the plan was made for
  /// @throws lockstep.images.ProblemException `E-SPACE`, `E-HASH`, or what a source reports
  public StagedUpdate stage(
      Plan plan, ImageObjects image, FetchArea fetch, Transaction transaction, Directory folder)
      throws IOException {
    folder.makeDirectory(Bytes.of("new"), 0700);
    folder.makeDirectory(Bytes.of("old"), 0700);
    Path origins = plan.directory().resolve("origins");
    LiveFiles live = new LiveFiles(root);
    try (PackPlaces places = new PackPlaces(image);
        Directory news = folder.openChild(Bytes.of("new"))) {
      String deltaObject = choose(plan, image, fetch, live, origins);
      try (ContentWriter contents = new ContentWriter(live, fetch, places, deltaObject)) {
        write(plan, image, news, origins, contents);
      }
      long steps = writeJournal(plan, transaction, news);
      root.forgetParent();
      return new StagedUpdate(plan, image, transaction, folder, steps);
    }
  }

  private @Nullable String choose(
      Plan plan, ImageObjects image, FetchArea fetch, LiveFiles live, Path origins)
      throws IOException {
    try (Sourcing sourcing = new Sourcing(image, plan, live, fetch, index)) {
      try (OriginSpool out = new OriginSpool(origins)) {
        sourcing.choose(out);
      }
      long missing = fetch.missingBytes();
      Preflight.check(root, plan.totals(), missing);
      progress.toFetch().accept(missing);
      fetch.fetch(progress.fetched());
      return sourcing.deltaObject().orElse(null);
    }
  }

  private void write(
      Plan plan, ImageObjects image, Directory news, Path origins, ContentWriter contents)
      throws IOException {
    try (StageList list = new StageList(image.manifest(), plan);
        OriginSpool.Reader origin = new OriginSpool.Reader(origins);
        StagedTrees trees = new StagedTrees(news)) {
      for (Staging staging = list.next(); staging != null; staging = list.next()) {
        trees.leaveFor(staging.place());
        write(staging, trees, origin, contents);
      }
      trees.leaveFor(null);
    }
  }

  private void write(
      Staging staging, StagedTrees trees, OriginSpool.Reader origin, ContentWriter contents)
      throws IOException {
    Place place = staging.place();
    Directory parent = trees.parent(place);
    Bytes name = StagedTrees.name(place);
    switch (staging.entry()) {
      case Entry.Directory directory -> trees.makeDirectory(place, directory.metadata());
      case Entry.File file -> {
        try (FileHandle handle = parent.createFile(name, 0600)) {
          contents.write(file, staging.firstChunkReference(), origin.next(), handle);
        }
        trees.applyMetadata(place, file.metadata(), Owned.FILE);
        progress.staged().accept(file.content().size());
      }
      case Entry.HardLink _ -> trees.makeLink(place, Objects.requireNonNull(staging.linkTo()));
      case Entry.Symlink symlink -> {
        parent.makeSymlink(name, symlink.target());
        trees.applyMetadata(place, symlink.metadata(), Owned.SYMLINK);
      }
      case Entry.Device device -> {
        parent.makeDevice(name, device.kind(), 0600, device.major(), device.minor());
        trees.applyMetadata(place, device.metadata(), Owned.NODE);
      }
      case Entry.Fifo fifo -> {
        parent.makeFifo(name, 0600);
        trees.applyMetadata(place, fifo.metadata(), Owned.NODE);
      }
    }
  }

  private long writeJournal(Plan plan, Transaction transaction, Directory news) throws IOException {
    try (JournalWriter journal = transaction.writeJournal()) {
      plan.forEachStep(new JournalBuilder(root, filter, news, journal)::add);
      return journal.steps();
    }
  }
}
