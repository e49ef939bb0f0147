package lockstep.server;

import lockstep.server.signing.PassphraseSource;

/// Where this process gets passphrases from.
final class Passphrases {
  private Passphrases() {}

  static PassphraseSource ofThisProcess() {
    java.io.Console terminal = System.console();
    return terminal == null
        ? PassphraseSource.ofEnvironment(System.getenv())
        : PassphraseSource.ofEnvironmentOr(System.getenv(), terminal);
  }
}
