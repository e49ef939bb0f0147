package lockstep.agent.stage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import lockstep.agent.fetch.FetchArea;
import lockstep.agent.limit.Limits;
import lockstep.agent.plan.Plan;
import lockstep.agent.stage.Origin.Part;
import lockstep.agent.stage.StageList.Staging;
import lockstep.excludes.RelativePath;
import lockstep.images.Closing;
import lockstep.images.Entry;
import lockstep.images.IntegrityException;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.delta.GroupIndexReader;
import lockstep.images.tree.FileHandle;
import lockstep.images.tree.SystemCallException;
import org.jspecify.annotations.Nullable;

/// Chooses each staged file's origin, writes the choices down, and asks the fetch area for what they need. Not for several
/// threads.
final class Sourcing implements Closeable {
  /// Where less than this is lacking, no solid group pays for itself and its index.
  private static final long SOLID_FROM_BYTES = 4 << 20;

  private final Work work;
  private final PackPlaces places;
  private final ChunkSearch chunks;
  private final Survey survey;
  private final PoolUse pooled;
  private final List<ChosenGroups> groups = new ArrayList<>();
  private @Nullable LocalContents contents;
  private long lentBytes;

  /// What is to be staged, and what is at hand for it.
  ///
  /// @param statIndex the one the plan was made with
  /// @param passedOver told of objects that were of no use and could be done without
  record Work(
      ImageObjects image,
      Plan plan,
      LiveFiles live,
      FetchArea fetch,
      Path statIndex,
      Limits.Spare spare,
      Consumer<Problem> passedOver) {
    StageList list() throws IOException {
      return new StageList(image.manifest(), plan);
    }

    Path spool(String name) {
      return plan.directory().resolve(name);
    }
  }

  Sourcing(Work work, PackPlaces places) throws IOException {
    this.work = work;
    this.places = places;
    chunks = new ChunkSearch(work.live, places);
    survey = Survey.of(work.list(), work.plan.directory());
    pooled = new PoolUse(survey);
  }

  /// Goes through the whole plan.
  void choose(OriginSpool out) throws IOException {
    LocalContents local = findLocal();
    contents = local;
    survey.drop(local);
    if (work.spare == Limits.Spare.NETWORK) {
      chooseGroups();
    }
    for (ChosenGroups chosen : groups) {
      chosen.forEach((group, object) -> {
        work.fetch.dispensable(object);
        work.fetch.want(object, group.offset(), group.storedLength());
      });
    }
    try (StageList list = work.list()) {
      for (Staging staging = list.next(); staging != null; staging = list.next()) {
        if (staging.entry() instanceof Entry.File file) {
          Origin origin = origin(staging, file, list, local);
          want(origin);
          out.add(origin);
        }
      }
    }
  }

  private void chooseGroups() throws IOException {
    if (!survey.lacking().isEmpty()) {
      chooseGroups("delta", work.image::delta);
      borrowBases();
    }
    if (survey.lackingBytes() >= SOLID_FROM_BYTES) {
      chooseGroups("solid", work.image::solid);
    }
  }

  private LocalContents findLocal() throws IOException {
    BitSet lacking = survey.lacking();
    SortedLongs prefixes = new SortedLongs(lacking.cardinality());
    for (int entry = lacking.nextSetBit(0); entry >= 0; entry = lacking.nextSetBit(entry + 1)) {
      prefixes.add(survey.table().get(entry).hash().w0());
    }
    try (LocalContents.Notes notes =
        new LocalContents.Notes(work.spool("found"), prefixes.seal())) {
      notes.addAll(work.statIndex);
      survey.forEachLocal((path, hash) -> {
        if (hash != null && notes.isWanted(hash)) {
          try (FileHandle file = work.live.open(path)) {
            notes.add(hash, file.size(), path);
          } catch (SystemCallException e) {
            // It went away or cannot be read: then it is no source.
          }
        }
      });
      return notes.done();
    }
  }

  /// An index that is of no use is as good as none.
  private void chooseGroups(String name, GroupIndex index) throws IOException {
    Bases bases;
    try {
      Optional<GroupIndexReader> opened = index.open();
      if (opened.isEmpty()) {
        return;
      }
      try (GroupIndexReader reader = opened.get()) {
        bases = Bases.find(reader, survey, work.live, work.statIndex, work.spool("bases." + name));
      }
    } catch (IntegrityException | ProblemException e) {
      work.passedOver.accept(Detour.around("the image's " + name + " index", e));
      return;
    }
    groups.add(new GroupChooser(survey, pooled, this::packCosts).choose(index, bases));
  }

  /// A base that drifted may be mended.
  private void borrowBases() throws IOException {
    if (groups.isEmpty() || survey.lacking().isEmpty()) {
      return;
    }
    LoanChooser chooser = new LoanChooser(survey, pooled, groups.getLast());
    SortedLongs candidates = chooser.candidates();
    Optional<ImageObjects> from =
        candidates.size() == 0 ? Optional.empty() : work.image.deltaFrom();
    if (from.isEmpty()) {
      return;
    }
    BaseLoans loans;
    try {
      loans = BaseLoans.of(from.get(), candidates, work.live, work.plan.directory());
    } catch (IntegrityException | ProblemException e) {
      work.passedOver.accept(Detour.around("the pack index of the image before", e));
      return;
    }
    chooser.choose(loans);
    loans.want(work.fetch);
    lentBytes = loans.takenBytes();
  }

  private PackCosts packCosts(BitSet entries) throws IOException {
    PackCosts costs = new PackCosts(entries);
    try (StageList list = work.list()) {
      for (Staging staging = list.next(); staging != null; staging = list.next()) {
        int entry = staging.content().entry();
        if (staging.entry() instanceof Entry.File file && entries.get(entry)) {
          costs.set(entry, ChunkSearch.packBytes(chunks.parts(staging, file, list.chunkSizes())));
        }
      }
    }
    return costs;
  }

  private Origin origin(Staging staging, Entry.File file, StageList list, LocalContents local)
      throws IOException {
    if (file.content().hash().equals(staging.item().localHash())) {
      return new Origin.Copy(file.path());
    }
    if (pooled.has(staging.content().entry())) {
      return pooled.of(Math.toIntExact(staging.item().entry()));
    }
    RelativePath elsewhere = local.find(file.content().hash());
    return elsewhere != null
        ? new Origin.Copy(elsewhere)
        : new Origin.Chunks(chunks.parts(staging, file, list.chunkSizes()));
  }

  private void want(Origin origin) throws IOException {
    switch (origin) {
      case Origin.Copy _, Origin.Pooled _ -> {}
      case Origin.Chunks chunked -> {
        for (Part part : chunked.parts()) {
          if (part instanceof Part.Packed packed) {
            want(packed);
          }
        }
      }
    }
  }

  private void want(Part.Packed part) throws IOException {
    work.fetch.want(places.packPath(part.pack()), part.offset(), part.storedLength());
  }

  /// Asks for the chunks of files that no group made after all.
  ///
  /// @param entries that may have their content
  void wantChunksOf(BitSet entries) throws IOException {
    try (StageList list = work.list()) {
      for (Staging staging = list.next(); staging != null; staging = list.next()) {
        int entry = staging.content().entry();
        if (staging.entry() instanceof Entry.File file && entries.get(entry) && pooled.has(entry)) {
          int count = ChunkSearch.chunksOf(file.content()).size();
          for (Part.Packed part : places.at(staging.content().firstChunk(), count)) {
            want(part);
          }
        }
      }
    }
  }

  /// What must be made before the chosen groups can be unpacked, in bytes.
  long lentBytes() {
    return lentBytes;
  }

  /// Makes it.
  void makeLentBases(ContentPool pool) throws IOException {
    for (ChosenGroups chosen : groups) {
      BaseLoans loans = chosen.bases().loans();
      if (loans != null) {
        loans.fill(work.fetch, pool);
      }
    }
  }

  /// What [#choose] chose.
  List<ChosenGroups> groups() {
    return groups;
  }

  PoolUse pooled() {
    return pooled;
  }

  ContentTable table() {
    return survey.table();
  }

  @Override
  public void close() throws IOException {
    List<@Nullable Closeable> all = new ArrayList<>();
    all.add(contents);
    groups.forEach(chosen -> all.add(chosen.bases()));
    all.add(survey);
    Closing.all(all);
  }
}
