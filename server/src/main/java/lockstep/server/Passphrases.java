package lockstep.server;

import lockstep.server.signing.PassphraseSource;

/// Where this process gets passphrases from.
final class Passphrases {
  private Passphrases() {}

  @SuppressWarnings("SystemConsoleNull") // what a JDK without jdk.internal.le answers
  static PassphraseSource ofThisProcess() {
    java.io.Console terminal = System.console();
    return terminal != null && terminal.isTerminal()
        ? PassphraseSource.ofEnvironmentOr(System.getenv(), terminal)
        : PassphraseSource.ofEnvironment(System.getenv());
  }
}
