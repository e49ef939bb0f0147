package lockstep.server;

import java.util.HexFormat;
import lockstep.images.json.Json;
import lockstep.proto.DriftMsg;

/// How a difference that a machine reported is shown to scripts and people.
final class DriftView {
  private static final int DIGITS = 12;

  private DriftView() {}

  static Json.Object json(DriftMsg drift) {
    return Json.object()
        .put("path", drift.getPath())
        .put("kind", drift.getKind())
        .put("reason", drift.getReason())
        .put("found", HexFormat.of().formatHex(drift.getFound().toByteArray()))
        .build();
  }

  /// The beginning of the digest of what was found.
  static String found(DriftMsg drift) {
    String hex = HexFormat.of().formatHex(drift.getFound().toByteArray());
    return hex.isEmpty() ? "-" : hex.substring(0, Math.min(DIGITS, hex.length()));
  }
}
