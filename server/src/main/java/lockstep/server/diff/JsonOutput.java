package lockstep.server.diff;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import lockstep.images.Entry;
import lockstep.images.json.Json;
import lockstep.images.json.JsonWriter;
import lockstep.server.repository.StoredImage;

/// The report for scripts: one object on one line, written piece by piece.
final class JsonOutput implements DiffOutput {
  private final PrintStream out;
  private String separator = "";

  JsonOutput(PrintStream out) {
    this.out = out;
  }

  @Override
  public void begin(StoredImage from, StoredImage to, Headers headers) {
    Json.Object head =
        Json.object()
            .put("from", from.id().toString())
            .put("to", to.id().toString())
            .put("packages", Json.array(headers.packages().stream().map(JsonOutput::json).toList()))
            .put("rulesAdded", Json.texts(headers.rulesAdded()))
            .put("rulesRemoved", Json.texts(headers.rulesRemoved()))
            .build();
    String text = JsonWriter.plain(head);
    out.print(text.substring(0, text.length() - 1));
    out.print(",\"attention\":[");
  }

  private static Json.Object json(PackageChange change) {
    return Json.object()
        .put("change", change.word())
        .put("name", change.name())
        .put("architecture", change.architecture())
        .put("before", change.before())
        .put("after", change.after())
        .build();
  }

  @Override
  public void callout(Callout callout) {
    item(
        Json.object()
            .put("subject", callout.subject())
            .put("path", callout.path().toString())
            .put("detail", callout.detail())
            .build());
  }

  private void item(Json.Object item) {
    out.print(separator);
    out.print(JsonWriter.plain(item));
    separator = ",";
  }

  @Override
  public void summary(Summary summary) {
    Json.Object counts =
        Json.object()
            .put("added", json(summary.addedKinds()))
            .put("removed", json(summary.removedKinds()))
            .put("moved", summary.count(Change.MOVED))
            .put("kindChanged", summary.count(Change.KIND))
            .put("contentChanged", summary.count(Change.CONTENT))
            .put("metadataChanged", summary.count(Change.METADATA))
            .put("mtimeOnly", summary.count(Change.MTIME))
            .put("bytesAdded", summary.bytesAdded())
            .put("bytesRemoved", summary.bytesRemoved())
            .put("bytesRewrittenBefore", summary.bytesRewrittenBefore())
            .put("bytesRewrittenAfter", summary.bytesRewrittenAfter())
            .build();
    out.print("],\"summary\":" + JsonWriter.plain(counts) + ",\"differences\":[");
    separator = "";
  }

  private static Json.Object json(Map<String, Long> kinds) {
    Json.ObjectBuilder json = Json.object();
    kinds.forEach(json::put);
    return json.build();
  }

  @Override
  public void difference(Difference difference) {
    Seen shown = difference.shown();
    Json.ObjectBuilder json =
        Json.object()
            .put("path", shown.path().toString())
            .put("change", difference.change().word())
            .put("kind", shown.kind());
    if (difference.change() == Change.MOVED && difference.from() != null) {
      json.put("movedFrom", difference.from().path().toString());
    }
    if (shown.inode() instanceof Entry.File file) {
      json.put("size", file.content().size());
    }
    List<Json.Object> aspects = difference.aspects().stream().map(JsonOutput::json).toList();
    item(json.put("aspects", Json.array(aspects)).build());
  }

  private static Json.Object json(Aspect aspect) {
    return Json.object()
        .put("name", aspect.name())
        .put("before", aspect.before())
        .put("after", aspect.after())
        .build();
  }

  @Override
  public void end() {
    out.print("]}\n");
    out.flush();
  }
}
