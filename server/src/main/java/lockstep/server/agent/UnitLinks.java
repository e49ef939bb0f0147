package lockstep.server.agent;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import lockstep.images.Metadata;
import lockstep.images.ProblemException;
import lockstep.server.capture.Addition;

/// The links by which systemd starts a unit, as `systemctl enable` makes them.
final class UnitLinks {
  static final RelativePath UNITS = RelativePath.of("usr/lib/systemd/system");
  static final RelativePath ENABLED = RelativePath.of("etc/systemd/system");
  private static final String WANTED_BY = "WantedBy=";

  private UnitLinks() {}

  /// Adds those of every unit that says by whom it is wanted.
  static void addTo(AgentFiles files) throws ProblemException {
    for (Map.Entry<RelativePath, Addition.Item> item : files.items().entrySet()) {
      RelativePath unit = item.getKey();
      if (unit.startsWith(UNITS)
          && item.getValue() instanceof Addition.File(var metadata, var content)) {
        for (String wanting : wantedBy(content)) {
          add(files, unit, wanting, metadata);
        }
      }
    }
  }

  /// As systemd reads it: an empty line forgets those before it.
  private static List<String> wantedBy(ByteBuffer unit) {
    List<String> wanting = new ArrayList<>();
    for (String line :
        StandardCharsets.UTF_8.decode(unit.duplicate()).toString().lines().toList()) {
      if (line.startsWith(WANTED_BY)) {
        String units = line.substring(WANTED_BY.length()).strip();
        if (units.isEmpty()) {
          wanting.clear();
        } else {
          wanting.addAll(List.of(units.split("\\s+")));
        }
      }
    }
    return wanting;
  }

  private static void add(AgentFiles files, RelativePath unit, String wanting, Metadata metadata)
      throws ProblemException {
    AgentFiles.Time time = new AgentFiles.Time(metadata.mtimeSeconds(), metadata.mtimeNanos());
    RelativePath directory;
    try {
      directory = ENABLED.child(Bytes.of(wanting + ".wants"));
    } catch (IllegalArgumentException e) {
      throw files.noAgent(
          "has %s, which is wanted by '%s', which is no unit".formatted(unit, wanting));
    }
    for (RelativePath at = directory; !at.isRoot(); at = at.parent()) {
      files.directory(at);
    }
    files.symlink(directory.child(unit.name()), Bytes.of("/" + unit), time);
  }
}
