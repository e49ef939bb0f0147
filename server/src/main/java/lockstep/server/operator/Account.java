package lockstep.server.operator;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import lockstep.images.json.Json;
import lockstep.images.json.JsonException;

/// An operator as `operators.json` has it.
///
/// @param tokenId by which a token finds it
/// @param issued when the token was made
record Account(Operator operator, String tokenId, Instant issued, SecretHash hash) {
  Account with(OperatorRole role) {
    return new Account(new Operator(operator.name(), role), tokenId, issued, hash);
  }

  Json.Object json() {
    return Json.object()
        .put("name", operator.name())
        .put("role", operator.role().toString())
        .put("token", tokenId)
        .put("issued", issued.toString())
        .put("hash", hash.text())
        .build();
  }

  static Account parse(Json.Object read) throws JsonException {
    Account account;
    try {
      account =
          new Account(
              new Operator(
                  read.text("name"),
                  OperatorRole.parse(read.text("role"))
                      .orElseThrow(() -> new JsonException("there is no such role"))),
              read.text("token"),
              Instant.parse(read.text("issued")),
              SecretHash.parse(read.text("hash"))
                  .orElseThrow(() -> new JsonException("a hash is none of ours")));
    } catch (DateTimeParseException | IllegalArgumentException e) {
      throw new JsonException("an account is not as lockstep writes it");
    }
    if (!read.equals(account.json()) || !account.tokenId.matches("[0-9a-f]{16}")) {
      throw new JsonException("an account has members that lockstep does not write");
    }
    return account;
  }
}
