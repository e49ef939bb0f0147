package lockstep.server.signing;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lockstep.images.json.Json;
import lockstep.images.json.JsonException;
import lockstep.images.json.JsonWriter;

/// A metadata file that is still being signed.
///
/// @param signatures in hex, by key id
record OpenEnvelope(Json.Object signed, Map<String, String> signatures) {
  static OpenEnvelope unsigned(Json.Object signed) {
    return new OpenEnvelope(signed, Map.of());
  }

  static OpenEnvelope parse(Json.Object file) throws JsonException {
    Map<String, String> signatures = new LinkedHashMap<>();
    for (Json each : file.array("signatures")) {
      if (!(each instanceof Json.Object signature)) {
        throw new JsonException("a signature is no object");
      }
      signatures.put(signature.text("keyid"), signature.text("sig"));
    }
    return new OpenEnvelope(file.object("signed"), signatures);
  }

  /// With the signatures of these keys as well.
  OpenEnvelope signedBy(List<SigningKey> keys) {
    Map<String, String> all = new LinkedHashMap<>(signatures);
    byte[] message = JsonWriter.canonical(signed);
    for (SigningKey key : keys) {
      all.put(key.keyId(), HexFormat.of().formatHex(key.sign(message)));
    }
    return new OpenEnvelope(signed, all);
  }

  List<String> signers() {
    return List.copyOf(signatures.keySet());
  }

  Json.Object json() {
    List<Json> list = new ArrayList<>();
    signatures.forEach((keyId, signature) ->
        list.add(Json.object().put("keyid", keyId).put("sig", signature).build()));
    return Json.object().put("signed", signed).put("signatures", list).build();
  }

  /// As it will be served.
  byte[] bytes() {
    return JsonWriter.canonical(json());
  }
}
