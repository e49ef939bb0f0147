package lockstep.server.audit;

import java.net.InetAddress;
import java.util.Map;

/// Whoever did it, as far as that is known.
///
/// @param kind so that an operator who is called `server` is not taken for it
/// @param name empty where the kind says all
/// @param source the address it came from, or `local`
public record Actor(Kind kind, String name, String source) {
  private static final String LOCAL = "local";

  /// By what the name is known.
  public enum Kind {
    /// Somebody at the server's own machine; the name is a user of its operating system.
    LOCAL("local"),
    OPERATOR("operator"),
    MACHINE("machine"),
    /// The server by itself.
    SERVER("server"),
    /// Nobody we know.
    STRANGER("stranger");

    private final String word;

    Kind(String word) {
      this.word = word;
    }
  }

  /// The user who runs this process; behind `sudo`, the one who called it.
  public static Actor ofThisProcess() {
    return local(System.getProperty("user.name", ""), System.getenv());
  }

  static Actor local(String user, Map<String, String> environment) {
    String caller = environment.getOrDefault("SUDO_USER", "");
    return new Actor(Kind.LOCAL, user.equals("root") && !caller.isEmpty() ? caller : user, LOCAL);
  }

  public static Actor operator(String name, InetAddress source) {
    return new Actor(Kind.OPERATOR, name, source.getHostAddress());
  }

  public static Actor machine(String id, InetAddress source) {
    return new Actor(Kind.MACHINE, id, source.getHostAddress());
  }

  public static Actor server() {
    return new Actor(Kind.SERVER, "", LOCAL);
  }

  /// @param source an address, or a network
  public static Actor stranger(String source) {
    return new Actor(Kind.STRANGER, "", source);
  }

  /// As it stands in the log: `operator:anna`, `local:root`, `server`.
  @Override
  public String toString() {
    return name.isEmpty() ? kind.word : kind.word + ":" + name;
  }
}
