package lockstep.agent.stage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import lockstep.agent.fetch.FetchArea;
import lockstep.agent.journal.JournalWriter;
import lockstep.agent.journal.Transaction;
import lockstep.agent.limit.Limits;
import lockstep.agent.order.StepOrder;
import lockstep.agent.plan.Plan;
import lockstep.agent.root.ManagedRoot;
import lockstep.excludes.Bytes;
import lockstep.images.Problem;
import lockstep.images.tree.Directory;
import lockstep.images.tree.PathFilter;

/// Prepares a plan, see the package's story. Not for several threads.
public final class Stager {
  /// Told how far staging is, in bytes, from any thread.
  ///
  /// @param toFetch told once, before the first download
  public record Progress(LongConsumer toFetch, LongConsumer fetched, LongConsumer staged) {}

  private static final String ORIGINS = "origins";

  private final ManagedRoot root;
  private final Path index;
  private final PathFilter filter;
  private final Limits.Spare spare;
  private final Progress progress;
  private final Consumer<Problem> passedOver;

  /// @param filter what the plan was made with
  /// @param index the stat index the plan was made with
  /// @param passedOver told of what the repository has wrong and could be done without
  public Stager(
      ManagedRoot root,
      PathFilter filter,
      Path index,
      Limits.Spare spare,
      Progress progress,
      Consumer<Problem> passedOver) {
    this.root = root;
    this.filter = filter;
    this.index = index;
    this.spare = spare;
    this.progress = progress;
    this.passedOver = passedOver;
  }

  /// @param folder the transaction's, open and empty
  /// @throws RootChangedException when the root is not any more what the plan was made for
  /// @throws lockstep.images.ProblemException `E-SPACE`, `E-HASH`, or what a source reports
  public StagedUpdate stage(
      Plan plan, ImageObjects image, FetchArea fetch, Transaction transaction, Directory folder)
      throws IOException {
    folder.makeDirectory(Bytes.of("new"), 0700);
    folder.makeDirectory(Bytes.of("old"), 0700);
    LiveFiles live = new LiveFiles(root);
    Sourcing.Work work = new Sourcing.Work(image, plan, live, fetch, index, spare, passedOver);
    try (PackPlaces places = new PackPlaces(image);
        Directory news = folder.openChild(Bytes.of("new"));
        ContentPool pool = ContentPool.in(folder)) {
      gather(work, places, pool);
      write(work, news, new ContentMaker(live, fetch, places, pool));
      StepOrder order = new StepOrder(root, news);
      PreparedTrees trees = PreparedTrees.of(plan, root, filter, folder, news, order);
      LivePaths paths = new LivePaths(root, filter);
      long steps = writeJournal(plan, transaction, new JournalBuilder(paths, order, news, trees));
      root.forgetParent();
      return new StagedUpdate(plan, image, transaction, folder, paths, trees, steps);
    }
  }

  /// Chooses where everything comes from, brings it here, and makes what groups make.
  private void gather(Sourcing.Work work, PackPlaces places, ContentPool pool) throws IOException {
    try (Sourcing sourcing = new Sourcing(work, places)) {
      try (OriginSpool out = new OriginSpool(work.spool(ORIGINS))) {
        sourcing.choose(out);
      }
      work.fetch().removeOthers();
      long missing = work.fetch().missingBytes();
      Preflight.check(root, work.plan(), missing + sourcing.lentBytes());
      progress.toFetch().accept(missing);
      work.fetch().fetch(progress.fetched());
      sourcing.makeLentBases(pool);
      GroupFiller filler = new GroupFiller(work.fetch(), sourcing.table(), pool, progress.staged());
      filler.fill(sourcing.groups(), sourcing.pooled());
      filler.problems().forEach(passedOver);
      if (!filler.failed().isEmpty()) {
        sourcing.wantChunksOf(filler.failed());
        work.fetch().fetch(_ -> {});
      }
    }
  }

  private void write(Sourcing.Work work, Directory news, ContentMaker contents) throws IOException {
    try (contents;
        StageList list = work.list();
        OriginSpool.Reader origins = new OriginSpool.Reader(work.spool(ORIGINS));
        StagedTrees trees = new StagedTrees(news)) {
      new TreeWriter(contents, progress.staged()).write(list, origins, trees);
    }
  }

  private long writeJournal(Plan plan, Transaction transaction, JournalBuilder builder)
      throws IOException {
    try (JournalWriter journal = transaction.writeJournal()) {
      builder.write(plan, index, journal);
      return journal.steps();
    }
  }
}
