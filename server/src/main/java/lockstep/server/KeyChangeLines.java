package lockstep.server;

import java.util.ArrayList;
import java.util.List;
import lockstep.images.console.Inert;
import lockstep.images.json.Json;
import lockstep.images.json.JsonException;
import lockstep.server.signing.KeyChange;
import lockstep.server.signing.Role;

/// What a change of keys says, for whoever is to sign it.
final class KeyChangeLines {
  private KeyChangeLines() {}

  static Outcome outcome(String first, KeyChange change) throws JsonException {
    Json.ObjectBuilder json =
        Json.object().put("version", change.version()).put("expires", change.expires());
    List<String> lines = new ArrayList<>(List.of(first));
    lines.add(
        "root version %d, good until %s".formatted(change.version(), Inert.text(change.expires())));
    for (Role role : Role.values()) {
      Json.Object after = change.roleOf(role);
      List<String> ids = after.texts("keyids");
      json.put(
          role.toString(),
          Json.object().put("threshold", after.whole("threshold")).put("keys", Json.texts(ids)));
      lines.add("%s: %d of %d".formatted(role, after.whole("threshold"), ids.size()));
      ids.forEach(id -> lines.add("  " + Inert.text(id)));
    }
    json.put("rootSigners", Json.texts(change.rootSigners()));
    lines.add("signed by %d root keys".formatted(change.rootSigners().size()));
    if (change.releaseSigners().isPresent()) {
      List<String> signers = change.releaseSigners().get();
      json.put("releaseSigners", Json.texts(signers));
      lines.add("signed by %d release keys".formatted(signers.size()));
    }
    return new Outcome(json.build(), lines);
  }
}
