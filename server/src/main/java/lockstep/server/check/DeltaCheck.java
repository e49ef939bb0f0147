package lockstep.server.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lockstep.images.ContentHash;
import lockstep.images.ImageId;
import lockstep.images.delta.GroupIndexHeader;
import lockstep.images.release.PublishedDelta;
import lockstep.images.release.Release;
import lockstep.server.repository.RepositoryLayout;

/// Looks at the deltas: those of the release, and those that are there between images that are.
record DeltaCheck(
    RepositoryLayout layout,
    Findings findings,
    Roles roles,
    Set<ImageId> stored,
    LongConsumer progress) {
  private static final Pattern PAIR = Pattern.compile("([0-9a-f]{64})-([0-9a-f]{64})\\.\\w+");

  private record Pair(ImageId from, ImageId to) {
    String indexName() {
      return from + "-" + to + ".index";
    }
  }

  /// @return files of deltas that a publish was making when it was interrupted: the next makes them anew
  Set<String> check() throws IOException {
    Set<Pair> pairs = new LinkedHashSet<>();
    for (PublishedDelta delta : roles.release().map(Release::deltas).orElse(List.of())) {
      pairs.add(new Pair(delta.from(), delta.to()));
    }
    Set<String> unfinished = new TreeSet<>();
    for (Path file : Folders.filesBelow(layout.deltas())) {
      Matcher name = PAIR.matcher(String.valueOf(file.getFileName()));
      if (name.matches()) {
        Pair pair = new Pair(ImageId.parse(name.group(1)), ImageId.parse(name.group(2)));
        if (!isPromised(pair) && !isComplete(pair)) {
          unfinished.add(layout.root().relativize(file).toString());
        } else if (stored.contains(pair.from) && stored.contains(pair.to)) {
          pairs.add(pair);
        }
      }
    }
    for (Pair pair : pairs) {
      check(pair);
    }
    return unfinished;
  }

  /// Whether machines were ever told of it.
  private boolean isPromised(Pair pair) throws IOException {
    boolean served = roles.release().flatMap(it -> it.delta(pair.from, pair.to)).isPresent();
    return served || !signedCopies(pair).isEmpty();
  }

  private boolean isComplete(Pair pair) {
    return Files.exists(layout.delta(pair.from, pair.to))
        && Files.exists(layout.deltaIndex(pair.from, pair.to));
  }

  private void check(Pair pair) throws IOException {
    String indexName = "deltas/" + pair.indexName();
    String told = roles.delta(pair.from, pair.to);
    boolean indexed = findings.prove(index(pair, indexName));
    findings.hurts(indexName, told);
    if (indexed) {
      Path index = layout.deltaIndex(pair.from, pair.to);
      String name = GroupIndexHeader.objectPath(pair.from, pair.to);
      var _ = findings.prove(StoredObject.of(name, DeltaProof.of(index, progress)));
      findings.hurts(name, told);
    }
  }

  private List<String> signedCopies(Pair pair) throws IOException {
    return Folders.filesBelow(layout.targets().resolve("deltas")).stream()
        .map(file -> layout.root().relativize(file).toString())
        .filter(name -> name.endsWith("." + pair.indexName()))
        .toList();
  }

  private StoredObject index(Pair pair, String name) throws IOException {
    List<String> signed = signedCopies(pair);
    DeltaIndexProof structure = new DeltaIndexProof(pair.from, pair.to);
    if (signed.size() != 1) {
      return StoredObject.of(name, structure); // it may be either, or was never signed
    }
    String copy = signed.getFirst();
    int at = copy.lastIndexOf('/') + 1;
    ContentHash digest = ContentHash.parse(copy.substring(at, at + 64));
    return StoredObject.of(name, new DigestProof(digest, structure.maxBytes(), progress))
        .copiedAt(copy);
  }
}
