package lockstep.server.signing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
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
    for (Json.Object signature : file.objects("signatures")) {
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

  /// Whether the signatures hold is not looked at: whoever reads the file as a machine would does that.
  ///
  /// @param what it is, and whose keys have to sign it
  /// @throws ProblemException `E-KEYS` when `role` asks for more of them
  void requireSignedFor(Json.Object role, String what) throws IOException {
    long needed = role.whole("threshold");
    long there = signers().stream().filter(role.texts("keyids")::contains).count();
    if (there < needed) {
      throw new ProblemException(
          new Problem(
              "E-KEYS",
              "",
              "%s has %d of the %d signatures it needs".formatted(what, there, needed),
              "nothing was changed; have it signed by more people: lockstep sign FILE --keys DIR"));
    }
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
