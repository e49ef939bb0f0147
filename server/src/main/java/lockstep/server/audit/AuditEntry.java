package lockstep.server.audit;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import lockstep.images.ContentHash;
import lockstep.images.console.Inert;
import lockstep.images.json.Json;
import lockstep.images.json.JsonException;
import lockstep.images.json.JsonReader;
import lockstep.images.json.JsonWriter;

/// One line of the log. Its texts steer no terminal, for they were made inert before they were written.
///
/// @param number 1 for the first line, each next one more
/// @param who as [Actor#toString] says it
/// @param source the address it came from, or `local`
/// @param act such as `operator.add`
/// @param object what it was done to
/// @param previous the hash of the line before; zeros for the first
public record AuditEntry(
    long number,
    Instant time,
    String who,
    String source,
    String act,
    String object,
    String detail,
    ContentHash previous) {
  /// What the first line follows.
  static final ContentHash NOTHING = new ContentHash(0, 0, 0, 0);

  /// More than any line can have with the bounds below: a character takes 3 bytes at most.
  static final int MAX_LINE_BYTES = 16 << 10;

  private static final int MAX_NAME = 160;
  private static final int MAX_OBJECT = 600;
  private static final int MAX_DETAIL = 2000;

  static AuditEntry of(
      Tip tip, Instant time, Actor actor, String act, String object, String detail) {
    if (!act.matches("[a-z][a-z0-9.-]{0,63}")) {
      throw new IllegalArgumentException("'" + act + "' is no name of an act");
    }
    return new AuditEntry(
        tip.number() + 1,
        time.truncatedTo(ChronoUnit.MILLIS),
        bounded(actor.toString(), MAX_NAME),
        bounded(actor.source(), MAX_NAME),
        act,
        bounded(object, MAX_OBJECT),
        bounded(detail, MAX_DETAIL),
        tip.hash());
  }

  /// Its beginning, as text that cannot break a line.
  private static String bounded(String text, int max) {
    String inert = Inert.text(text.substring(0, Math.min(text.length(), max + 1)));
    if (inert.length() <= max) {
      return inert;
    }
    int end = Character.isHighSurrogate(inert.charAt(max - 2)) ? max - 2 : max - 1;
    return inert.substring(0, end) + "…";
  }

  /// @param line with its line break
  /// @throws JsonException when it is no line of the log
  static AuditEntry parse(byte[] line) throws JsonException {
    Json.Object read = JsonReader.readObject(line);
    AuditEntry entry;
    try {
      entry =
          new AuditEntry(
              read.whole("number"),
              Instant.parse(read.text("time")),
              read.text("who"),
              read.text("source"),
              read.text("act"),
              read.text("object"),
              read.text("detail"),
              ContentHash.parse(read.text("previous")));
    } catch (DateTimeParseException | IllegalArgumentException e) {
      throw new JsonException("a value is not as lockstep writes it: " + e.getMessage());
    }
    if (!Arrays.equals(line, entry.line())) {
      throw new JsonException("it is not written as lockstep writes it");
    }
    return entry;
  }

  /// With its line break.
  byte[] line() {
    byte[] json = JsonWriter.canonical(json());
    byte[] line = Arrays.copyOf(json, json.length + 1);
    line[json.length] = '\n';
    return line;
  }

  public Json.Object json() {
    return Json.object()
        .put("number", number)
        .put("time", time.toString())
        .put("who", who)
        .put("source", source)
        .put("act", act)
        .put("object", object)
        .put("detail", detail)
        .put("previous", previous.toString())
        .build();
  }
}
