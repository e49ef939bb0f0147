package lockstep.server;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import lockstep.images.ContentHash;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.console.Console;
import lockstep.images.identity.JoinToken;
import lockstep.proto.JoinTokenMsg;
import lockstep.proto.NewJoinTokenMsg;
import lockstep.server.fleet.JoinTokens;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "new",
    description = {
      "Makes a join token and prints it, this once.",
      "Whoever has it can enrol a machine: carry it as you would a password."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  lockstep fleet token new --server https://lockstep.example.org:8443 \\",
      "      --trust root.json > token",
      "  lockstep fleet token new --server https://lockstep.example.org:8443 \\",
      "      --machine web-17 --replace",
      "  lockstep fleet token new --server https://lockstep.example.org:8443 \\",
      "      --uses 40 --group frankfurt --for 2d",
      "",
      "On the machine then: lockstep-agent enroll --server URL --token-file token"
    })
final class TokenNewCommand extends LockstepCommand {
  @Option(
      names = "--machine",
      paramLabel = "NAME",
      defaultValue = "",
      description = "let only this machine in, under this name")
  private String machine;

  @Option(
      names = "--replace",
      description =
          "let it take its name also from a machine that has it now, and counts no more then")
  private boolean replace;

  @Option(
      names = "--group",
      paramLabel = "GROUP",
      description = "put what enrols with it into this group; may be given several times")
  private List<String> groups = List.of();

  @Option(
      names = "--uses",
      paramLabel = "N",
      defaultValue = "1",
      description = "how many machines it lets in (default: ${DEFAULT-VALUE})")
  private int uses;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      defaultValue = "1h",
      converter = TimeText.class,
      description = "how long it is good, such as 30m, 12h or 7d (default: ${DEFAULT-VALUE})")
  private Duration validity;

  @Option(
      names = "--trust",
      paramLabel = "FILE",
      description =
          "the root.json that machines are to start from; a token that speaks of another is not"
              + " handed out: a server that was stolen may offer one")
  private @Nullable Path trust;

  @Mixin private ServerOptions server = new ServerOptions();

  TokenNewCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Outcome run(Console console) throws Exception {
    NewJoinTokenMsg wanted =
        NewJoinTokenMsg.newBuilder()
            .setMachine(machine)
            .addAllGroups(groups)
            .setUses(uses)
            .setReplaces(replace)
            .setValidSeconds(validity.toSeconds())
            .build();
    Optional<String> objection = JoinTokens.objection(wanted);
    if (objection.isPresent()) {
      throw new ProblemException(
          new Problem("E-TOKEN", "", objection.get(), "correct the options"));
    }
    Optional<ContentHash> root =
        trust == null ? Optional.empty() : Optional.of(ContentHash.of(Files.readAllBytes(trust)));
    try (FleetClient client = server.connect()) {
      JoinTokenMsg made = client.newJoinToken(wanted);
      check(JoinToken.parse(made.getText()), root, client.authority());
      console.note(
          "token %s lets %d in until %s"
              .formatted(
                  Long.toHexString(made.getToken()),
                  made.getUses(),
                  Instant.ofEpochSecond(made.getExpiresEpochSeconds())));
      return new Outcome(
          TokenView.of(made).put("text", made.getText()).build(), List.of(made.getText()));
    }
  }

  /// What the token tells a machine to believe is what this operator believes, as far as is known here.
  private void check(JoinToken token, Optional<ContentHash> root, ContentHash authority)
      throws ProblemException {
    boolean isOurRoot = root.isEmpty() || root.get().equals(token.root());
    if (!isOurRoot || !token.authority().equals(authority)) {
      throw new ProblemException(
          new Problem(
              "E-TRUST",
              trust == null ? "" : trust.toString(),
              "the server's token tells machines to believe another "
                  + (isOurRoot ? "authority than yours" : "root of trust than this file"),
              "give the newest root.json of the repository; if it is, the server is not what it was:"
                  + " hand nothing out"));
    }
  }
}
