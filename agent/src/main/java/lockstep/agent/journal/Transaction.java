package lockstep.agent.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import lockstep.images.ImageId;
import lockstep.images.IntegrityException;
import lockstep.images.Problem;
import lockstep.images.ProblemException;

/// One commit and what is known of it. Not for several threads.
public final class Transaction {
  /// How far a transaction came.
  public enum State {
    /// The root is untouched by it.
    STAGED,
    /// Some steps may be done: it must be finished.
    BEGUN,
    /// All steps are done and on disk; triggers and probes may be owed.
    COMMITTED,
    /// The triggers and probes ran.
    SETTLED,
    /// Some steps may be taken back: that must be finished.
    UNDOING,
    /// All steps are taken back and on disk; the triggers of what went back may be owed.
    UNDONE
  }

  /// What a commit leads to and where it came from.
  ///
  /// @param from the image the root matched before, where that was known
  public record Purpose(ImageId image, Optional<ImageId> from) {}

  private final Path directory;
  private final Marks marks;

  private Transaction(Path directory) {
    this.directory = directory;
    marks = new Marks(directory.resolve("marks"));
  }

  /// The transaction in a folder of the workspace, which exists.
  public static Transaction in(Path directory) {
    return new Transaction(directory);
  }

  /// A folder of the transaction's for what else must survive with it.
  public Path folder(String name) throws IOException {
    return Files.createDirectories(directory.resolve(name));
  }

  /// Where [#folder] is, or would be.
  public Path path(String name) {
    return directory.resolve(name);
  }

  /// Renames a folder away, so that it is as if it had never been made; it goes with the transaction.
  public void forget(String name) throws IOException {
    if (Files.exists(path(name))) {
      Files.move(path(name), path(name + ".forgotten"));
    }
  }

  public JournalWriter writeJournal() throws IOException {
    return JournalWriter.create(directory.resolve("journal"));
  }

  /// Every step is there and unharmed: whoever acts on the first can act on the last.
  ///
  /// @throws ProblemException `E-JOURNAL` when the journal is damaged
  public JournalReader readJournal() throws IOException {
    try {
      return JournalReader.open(directory.resolve("journal"), steps());
    } catch (IntegrityException | NoSuchFileException e) {
      throw damaged(e);
    }
  }

  private long steps() throws IOException {
    for (String line : lines()) {
      if (word(line).equals("begun")) {
        return Long.parseLong(field(line, "steps"));
      }
    }
    throw new IntegrityException("a transaction that has not begun has no steps");
  }

  /// @throws ProblemException `E-JOURNAL` when the marks are damaged
  public State state() throws IOException {
    State state = State.STAGED;
    for (String line : lines()) {
      state =
          switch (word(line)) {
            case "begun" -> State.BEGUN;
            case "committed" -> State.COMMITTED;
            case "undoing" -> State.UNDOING;
            case "undone" -> State.UNDONE;
            case "settled" -> state == State.COMMITTED ? State.SETTLED : state;
            default -> state;
          };
    }
    return state;
  }

  /// Empty before it has begun.
  public Optional<Purpose> purpose() throws IOException {
    for (String line : lines()) {
      if (word(line).equals("begun")) {
        String from = field(line, "from");
        return Optional.of(
            new Purpose(
                ImageId.parse(field(line, "image")),
                from.equals("-") ? Optional.empty() : Optional.of(ImageId.parse(from))));
      }
    }
    return Optional.empty();
  }

  /// The names of the triggers that ran already since the last commit or undo.
  public Set<String> fired() throws IOException {
    List<String> lines = lines();
    int since = 0;
    for (int i = 0; i < lines.size(); i++) {
      since = word(lines.get(i)).equals("undone") ? i : since;
    }
    return lines.subList(since, lines.size()).stream()
        .filter(line -> word(line).equals("fired"))
        .map(line -> line.substring("fired ".length()))
        .collect(Collectors.toSet());
  }

  /// From here on the root may be changed.
  public void begin(Purpose purpose, long steps) throws IOException {
    String from = purpose.from().map(ImageId::toString).orElse("-");
    marks.append("begun image=%s from=%s steps=%d".formatted(purpose.image(), from, steps));
  }

  /// The run that began it was interrupted, perhaps before the mark was on disk: it is when this returns.
  public void resumed() throws IOException {
    marks.append("resumed");
  }

  public void committed() throws IOException {
    marks.append("committed");
  }

  public void fired(String trigger) throws IOException {
    marks.append("fired " + trigger);
  }

  public void settled() throws IOException {
    marks.append("settled");
  }

  /// The image is not wanted here: its undo was asked for, or a critical trigger or probe failed.
  public void refused() throws IOException {
    marks.append("refused");
  }

  public boolean isRefused() throws IOException {
    return lines().contains("refused");
  }

  public void undoing() throws IOException {
    marks.append("undoing");
  }

  public void undone() throws IOException {
    marks.append("undone");
  }

  private List<String> lines() throws IOException {
    try {
      return marks.read();
    } catch (IntegrityException e) {
      throw damaged(e);
    }
  }

  private ProblemException damaged(IOException e) {
    return new ProblemException(
        new Problem(
            "E-JOURNAL",
            directory.toString(),
            String.valueOf(e.getMessage()),
            "the root may be in the middle of a commit: move this folder away and converge with --verify"),
        e);
  }

  private static String word(String line) {
    int space = line.indexOf(' ');
    return space < 0 ? line : line.substring(0, space);
  }

  private static String field(String line, String name) throws IntegrityException {
    for (String word : line.split(" ", -1)) {
      if (word.startsWith(name + "=")) {
        return word.substring(name.length() + 1);
      }
    }
    throw new IntegrityException("a mark lacks '" + name + "': " + line);
  }
}
