package lockstep.server.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import lockstep.images.ContentHash;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.json.Json;
import lockstep.images.json.JsonException;
import lockstep.images.json.JsonReader;
import lockstep.images.json.JsonWriter;
import lockstep.server.durable.DurableFile;

/// The list of what a backup consists of, `backup.json` in it.
///
/// @param made when the backup was begun: what was acknowledged before is in it
/// @param files the digest of each, by its path below `data`
record SavedFiles(Instant made, Map<String, ContentHash> files) {
  static final String DATA = "data";

  private static final String NAME = "backup.json";
  private static final String FORMAT = "lockstep-backup";
  private static final long VERSION = 1;

  /// What lies below `backup`.
  static SavedFiles of(Path backup, Instant made) throws IOException {
    return new SavedFiles(made, digests(backup.resolve(DATA)));
  }

  private static Map<String, ContentHash> digests(Path data) throws IOException {
    Map<String, ContentHash> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(data)) {
      for (Path file : (Iterable<Path>) all::iterator) {
        if (!Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
          files.put(data.relativize(file).toString(), digest(file));
        }
      }
    }
    return files;
  }

  private static ContentHash digest(Path file) throws IOException {
    MessageDigest digest = ContentHash.sha256();
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      in.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
    }
    return ContentHash.of(digest);
  }

  void write(Path backup) throws IOException {
    Json.ObjectBuilder list = Json.object();
    files.forEach((name, digest) -> list.put(name, digest.toString()));
    Json.Object json =
        Json.object()
            .put("format", FORMAT)
            .put("version", VERSION)
            .put("made", made.toString())
            .put("files", list)
            .build();
    DurableFile.writeSecret(backup.resolve(NAME), JsonWriter.canonical(json));
  }

  /// The list of a backup all of which is as the list says.
  ///
  /// @throws ProblemException `E-BACKUP` when it is none, or not whole
  static SavedFiles checked(Path backup) throws IOException {
    SavedFiles said = read(backup);
    Map<String, ContentHash> found = digests(backup.resolve(DATA));
    for (Map.Entry<String, ContentHash> one : said.files.entrySet()) {
      ContentHash digest = found.remove(one.getKey());
      if (digest == null) {
        throw refused(backup, one.getKey() + " is missing");
      }
      if (!digest.equals(one.getValue())) {
        throw refused(backup, one.getKey() + " is damaged");
      }
    }
    if (!found.isEmpty()) {
      throw refused(backup, found.keySet().iterator().next() + " was added");
    }
    return said;
  }

  private static SavedFiles read(Path backup) throws IOException {
    Path list = backup.resolve(NAME);
    if (!Files.isRegularFile(list, LinkOption.NOFOLLOW_LINKS)) {
      throw refused(backup, "it has no " + NAME + ": it is none, or a part of one");
    }
    try {
      Json.Object json = JsonReader.readObject(Files.readAllBytes(list));
      if (!json.text("format").equals(FORMAT) || json.whole("version") != VERSION) {
        throw refused(backup, "it is of a format that this version does not know");
      }
      Map<String, ContentHash> files = new TreeMap<>();
      Json.Object members = json.object("files");
      for (String name : members.members().keySet()) {
        files.put(name, ContentHash.parse(members.text(name)));
      }
      return new SavedFiles(Instant.parse(json.text("made")), files);
    } catch (JsonException | IllegalArgumentException | DateTimeException e) {
      throw refused(backup, NAME + " is damaged");
    }
  }

  private static ProblemException refused(Path backup, String why) {
    return new ProblemException(
        new Problem(
            "E-BACKUP",
            backup.toString(),
            "the backup is not whole: " + why,
            "take another; nothing was restored"));
  }
}
