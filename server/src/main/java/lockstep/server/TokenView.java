package lockstep.server;

import java.time.Instant;
import java.util.List;
import lockstep.images.console.Table;
import lockstep.images.json.Json;
import lockstep.proto.JoinTokenMsg;
import lockstep.proto.JoinedMsg;

/// How people and scripts see a join token. Never the secret, which is not there.
final class TokenView {
  private TokenView() {}

  static Json.ObjectBuilder of(JoinTokenMsg token) {
    return Json.object()
        .put("token", Long.toHexString(token.getToken()))
        .put("machine", token.getMachine())
        .put("groups", Json.texts(token.getGroupsList()))
        .put("uses", token.getUses())
        .put("replaces", token.getReplaces())
        .put("made", time(token.getMadeEpochSeconds()))
        .put("madeBy", token.getMadeBy())
        .put("expires", time(token.getExpiresEpochSeconds()))
        .put("joined", Json.texts(joined(token)));
  }

  static List<String> table(List<JoinTokenMsg> tokens, Instant now) {
    Table table =
        new Table()
            .words("TOKEN")
            .words("STATE")
            .words("USED")
            .words("FOR")
            .words("GROUPS")
            .words("MADE BY")
            .words("EXPIRES");
    for (JoinTokenMsg token : tokens) {
      table.row(
          Long.toHexString(token.getToken()),
          state(token, now),
          "%d of %d".formatted(token.getJoinedCount(), token.getUses()),
          machine(token),
          String.join(",", token.getGroupsList()),
          token.getMadeBy(),
          time(token.getExpiresEpochSeconds()));
    }
    return table.lines();
  }

  private static String machine(JoinTokenMsg token) {
    if (token.getMachine().isEmpty()) {
      return "any machine";
    }
    return token.getMachine() + (token.getReplaces() ? ", anew" : "");
  }

  private static String state(JoinTokenMsg token, Instant now) {
    if (token.getJoinedCount() >= token.getUses()) {
      return "used";
    }
    return now.getEpochSecond() >= token.getExpiresEpochSeconds() ? "expired" : "good";
  }

  private static List<String> joined(JoinTokenMsg token) {
    return token.getJoinedList().stream().map(JoinedMsg::getMachine).toList();
  }

  private static String time(long epochSeconds) {
    return Instant.ofEpochSecond(epochSeconds).toString();
  }
}
