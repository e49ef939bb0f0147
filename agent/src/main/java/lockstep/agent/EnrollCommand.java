package lockstep.agent;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import lockstep.agent.converge.AgentHome;
import lockstep.agent.enrol.Enrolment;
import lockstep.agent.identity.IdentityFolder;
import lockstep.agent.root.Workspace;
import lockstep.agent.source.HttpOrigin;
import lockstep.agent.source.Patience;
import lockstep.images.Pace;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.console.Console;
import lockstep.images.console.Explanation;
import lockstep.images.identity.JoinToken;
import lockstep.images.identity.TlsTrust;
import lockstep.images.json.Json;
import lockstep.images.json.JsonWriter;
import lockstep.images.trust.TrustClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "enroll",
    aliases = "enrol",
    mixinStandardHelpOptions = true,
    description = {
      "Make this machine one of a fleet.",
      "It gets a key and a certificate, the root of trust, and the address of its server; then `converge` needs no options, and"
          + " the server hears how each one ended."
    },
    footer = {
      "",
      "Examples:",
      "  lockstep-agent enroll --server https://lockstep.example.org:8443 --token-file token",
      "  lockstep-agent enroll --server https://10.0.0.1:8443 --token lockstep-join-1.... \\",
      "      --machine web-17",
      "",
      "`lockstep fleet token new` makes the token. It says beforehand whom to believe:",
      "a server that is not the token's is refused before anything is sent.",
      "Run it again with a new token where a certificate ran out or was revoked."
    })
final class EnrollCommand extends AgentCommand {
  /// Other users see the command line of a process; a file they do not.
  static final class TokenText {
    @Option(
        names = "--token",
        required = true,
        paramLabel = "TOKEN",
        description = "the join token")
    private @Nullable String text;

    @Option(
        names = "--token-file",
        required = true,
        paramLabel = "FILE",
        description = "a file with the join token")
    private @Nullable Path file;
  }

  private static final int MAX_TOKEN_FILE_BYTES = 4096;

  @ArgGroup(multiplicity = "1")
  private TokenText token = new TokenText();

  EnrollCommand(Surroundings here) {
    super(here);
  }

  @Override
  int run(Console console) throws IOException {
    JoinToken join = token();
    URI url =
        machine()
            .serverUrl()
            .orElseThrow(
                () -> new UsageException("no server is named", "give --server https://HOST:PORT"));
    if (!"https".equalsIgnoreCase(url.getScheme())) {
      throw new UsageException(
          "a token is a secret: it is sent over https only", "give --server https://HOST:PORT");
    }
    Optional<Path> trust = machine().trustFile();
    Optional<String> name = machine().name();
    AgentHome home = machine().openState();
    try (Workspace.Lock _ = home.lock()) {
      Enrolment.Joined joined = join(home, url, join, name.orElse(""));
      keepRoot(home, trust, joined.root().toByteArray(), console);
      home.nameMachine(joined.machine().name());
      new IdentityFolder(home.state()).keep(joined.identity());
      tell(console, joined);
    }
    return 0;
  }

  /// A machine that has a root of trust keeps it: it follows that root's successors by itself, and a token comes from a
  /// server, which may be in wrong hands. People say otherwise by a file.
  private void keepRoot(AgentHome home, Optional<Path> trust, byte[] ofToken, Console console)
      throws IOException {
    if (trust.isPresent()) {
      home.keepTrustedRoot(checked(MachineOptions.readTrust(trust.get()), here().clock()));
    } else if (!home.hasTrustedRoot()) {
      home.keepTrustedRoot(checked(ofToken, here().clock()));
    } else if (!Arrays.equals(home.trustedRoot(), ofToken)) {
      console.note(
          "this machine keeps the root of trust it has, and follows its successors; to make it believe another fleet's,"
              + " enrol it with --trust FILE");
    }
  }

  /// A root that signs itself; what the token vouches for may still be an empty file.
  private static byte[] checked(byte[] root, InstantSource clock) throws IOException {
    TrustClient.forgetful((_, _) -> Optional.empty(), clock).init(root);
    return root;
  }

  private static Enrolment.Joined join(AgentHome home, URI url, JoinToken token, String name)
      throws IOException {
    try (HttpOrigin server =
        HttpOrigin.open(
            url,
            TlsTrust.context(TlsTrust.pinned(token.authority())),
            Patience.DEFAULT,
            Pace.FREE)) {
      return new Enrolment(new IdentityFolder(home.state()), url)
          .join(server, token, name, home.machineId());
    } catch (GeneralSecurityException e) {
      throw new IOException("this Java has no TLS", e);
    }
  }

  private void tell(Console console, Enrolment.Joined joined) {
    var machine = joined.machine();
    if (isJson()) {
      console.result(
          JsonWriter.plain(
              Json.object()
                  .put("outcome", "enrolled")
                  .put("machine", machine.name())
                  .put("groups", Json.texts(machine.groups()))
                  .put("server", joined.identity().server().toString())
                  .put("expires", machine.expires().toString())
                  .build()));
      return;
    }
    console.result(
        "enrolled as %s at %s%s; the certificate is good until %s, and renewed by itself"
            .formatted(
                machine.name(),
                joined.identity().server(),
                machine.groups().isEmpty() ? "" : " in " + String.join(", ", machine.groups()),
                machine.expires()));
  }

  private JoinToken token() throws IOException {
    String text = token.text == null ? read(token.file) : token.text;
    try {
      return JoinToken.parse(text.strip());
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          "this is no join token: " + e.getMessage(),
          "give it as `lockstep fleet token new` wrote it");
    }
  }

  private static String read(@Nullable Path file) throws IOException {
    Path given = file == null ? Path.of("") : file;
    try {
      if (Files.size(given) > MAX_TOKEN_FILE_BYTES) {
        throw new UsageException(
            given + " is too long to be a join token", "name the token's file");
      }
      return Files.readString(given, StandardCharsets.US_ASCII);
    } catch (UsageException e) {
      throw e;
    } catch (IOException e) {
      throw new ProblemException(
          new Problem(
              "E-TOKEN",
              given.toString(),
              "the join token cannot be read: " + Explanation.of(e).message(),
              "name the file that holds it"),
          e);
    }
  }
}
