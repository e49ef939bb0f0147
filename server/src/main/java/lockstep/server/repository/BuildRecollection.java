package lockstep.server.repository;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import lockstep.excludes.RelativePath;
import lockstep.images.ContentHash;
import lockstep.images.Segment;
import lockstep.images.pack.ChunkPlace;
import lockstep.images.pack.Pack;
import lockstep.images.tree.Stat;
import lockstep.server.capture.Noise;
import lockstep.server.capture.Recollection;
import lockstep.server.recall.RecallReader;
import lockstep.server.recall.RecallWriter;
import lockstep.server.recall.RecalledFile;
import org.jspecify.annotations.Nullable;

/// What the builds into a repository learned of one directory, kept in a file beside the repository. A file is recalled
/// only while the packs that hold it are there.
final class BuildRecollection implements Recollection, AutoCloseable {
  /// Of how many directories we remember something.
  private static final int MAX_FILES = 8;

  private static final String SUFFIX = ".files";

  private final Path file;
  private final Path unfinished;
  private final RecallReader reader;
  private final RecallWriter writer;
  private final PackSpool spool;
  private final long began;
  private final boolean[] packIsThere;
  private @Nullable IOException failure;

  private BuildRecollection(Path file, RecallReader reader, PackSpool spool, long began)
      throws IOException {
    this.file = file;
    this.unfinished = file.resolveSibling(file.getFileName() + ".new");
    this.reader = reader;
    this.spool = spool;
    this.began = began;
    this.packIsThere = new boolean[reader.packs().size()];
    this.writer = RecallWriter.create(unfinished);
  }

  /// Where all of them lie.
  static Path directoryBeside(Path repository) {
    Path absolute = repository.toAbsolutePath().normalize();
    return absolute.resolveSibling(absolute.getFileName() + ".build");
  }

  /// Makes the directory where all of them lie, if it is not there.
  static Path makeDirectory(Path repository) throws IOException {
    return Files.createDirectories(
        directoryBeside(repository),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  /// @param began when the build began, in seconds since 1970
  /// @param use what to do with what earlier builds learned
  static BuildRecollection open(
      RepositoryLayout layout, Path master, PackSpool spool, long began, ImageBuild.Recalling use)
      throws IOException {
    Path directory = makeDirectory(layout.root());
    byte[] path = master.toRealPath().toUri().getRawPath().getBytes(StandardCharsets.US_ASCII);
    String name = ContentHash.of(path).toString();
    Path file = directory.resolve(name.substring(0, 16) + SUFFIX);
    RecallReader reader =
        switch (use) {
          case UNCHANGED_FILES -> RecallReader.open(file);
          case NOTHING -> RecallReader.none();
        };
    BuildRecollection recollection = new BuildRecollection(file, reader, spool, began);
    for (int i = 0; i < reader.packs().size(); i++) {
      recollection.packIsThere[i] = isThere(layout, reader.packs().get(i));
    }
    return recollection;
  }

  private static boolean isThere(RepositoryLayout layout, Pack pack) throws IOException {
    try {
      return Files.size(layout.pack(pack)) == pack.sizeBytes();
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  @Override
  public @Nullable Remembered find(RelativePath path, Stat stat) throws IOException {
    RecalledFile found = reader.find(path, stat);
    if (found == null || !isStored(found)) {
      return null;
    }
    int at = 0;
    for (Segment segment : found.content().segments()) {
      if (segment instanceof Segment.Chunk chunk) {
        ChunkPlace place = found.details().places().get(at++);
        Pack pack = reader.packs().get(place.pack());
        spool.recall(chunk.hash(), new StoredChunk(pack, place.offset(), place.storedLength()));
      }
    }
    return new Remembered(found.xattrs(), found.content(), Noise.ofCode(found.details().noise()));
  }

  private boolean isStored(RecalledFile found) {
    for (ChunkPlace place : found.details().places()) {
      if (!packIsThere[place.pack()]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void learn(RelativePath path, Stat stat, Remembered read) throws IOException {
    RecalledFile.Seen seen = RecalledFile.Seen.of(stat);
    if (failure != null || !seen.settledBefore(began)) {
      return;
    }
    List<ChunkPlace> places = new ArrayList<>(read.content().segments().size());
    for (Segment segment : read.content().segments()) {
      if (segment instanceof Segment.Chunk chunk) {
        places.add(spool.placeOf(chunk.hash()));
      }
    }
    RecalledFile.Details details = new RecalledFile.Details(read.noise().code(), places);
    try {
      writer.add(new RecalledFile(path, seen, read.xattrs(), read.content(), details));
    } catch (IOException e) {
      failure = e; // no reason to give up the build
    }
  }

  /// Keeps what was learned, once the packs have their names.
  void keep() throws IOException {
    if (failure != null) {
      throw failure;
    }
    writer.finish(spool.packs());
    writer.close();
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    forgetOldest();
  }

  private void forgetOldest() throws IOException {
    try (var files = Files.list(file.resolveSibling(""))) {
      List<Path> newestFirst =
          files
              .filter(found -> found.toString().endsWith(SUFFIX))
              .sorted(
                  Comparator.comparingLong(BuildRecollection::written)
                      .thenComparing(Comparator.naturalOrder())
                      .reversed())
              .toList();
      for (int i = MAX_FILES; i < newestFirst.size(); i++) {
        Files.delete(newestFirst.get(i));
      }
    }
  }

  private static long written(Path path) {
    return path.toFile().lastModified();
  }

  @Override
  public void close() throws IOException {
    reader.close();
    writer.close();
    Files.deleteIfExists(unfinished);
  }
}
