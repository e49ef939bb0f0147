package lockstep.server.check;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The packs and groups that indexes name.
final class Needed {
  private static final Pattern OBJECT = Pattern.compile("packs/([0-9a-f]{64})(\\.\\w+)");
  private static final int MOST_BITS = 16;

  private final Findings findings;
  private final Set<String> names = new HashSet<>();
  private final List<Miss> misses = new ArrayList<>();
  private boolean complete = true;

  Needed(Findings findings) {
    this.findings = findings;
  }

  /// An index names what is not there.
  private record Miss(StoredObject index, Hurt hurt, String object) {}

  /// An index could not be read to its end.
  void incomplete() {
    complete = false;
  }

  /// Proves what an index names.
  ///
  /// @return whether all of it is whole
  boolean prove(StoredObject index, List<StoredObject> objects, Hurt hurt) throws IOException {
    boolean whole = true;
    for (StoredObject object : objects) {
      names.add(object.name());
      whole &= findings.prove(object);
      findings.hurts(object.name(), hurt);
      if (findings.isMissing(object.name())) {
        misses.add(new Miss(index, hurt, object.name()));
      }
    }
    return whole;
  }

  boolean contains(String name) {
    return names.contains(name);
  }

  /// Whether no index was left out.
  boolean isComplete() {
    return complete;
  }

  /// Neither kind of index has a checksum. One that names what is not there, where a name that differs in a few bits is, is
  /// itself what is damaged: two hashes differ in half their bits.
  void suspectIndexes(Path packs) throws IOException {
    for (Miss miss : misses) {
      for (Path file : Folders.filesBelow(packs)) {
        String there = "packs/" + file.getFileName();
        if (areNear(miss.object, there)) {
          findings.blame(
              miss.index,
              "it names %s, which never was; %s is there".formatted(miss.object, there),
              miss.object);
          findings.hurts(miss.index.name(), miss.hurt);
        }
      }
    }
  }

  private static boolean areNear(String one, String other) {
    Matcher a = OBJECT.matcher(one);
    Matcher b = OBJECT.matcher(other);
    if (!a.matches() || !b.matches() || !a.group(2).equals(b.group(2))) {
      return false;
    }
    BigInteger x = new BigInteger(a.group(1), 16);
    return x.xor(new BigInteger(b.group(1), 16)).bitCount() <= MOST_BITS;
  }
}
