package lockstep.agent.source;

import lockstep.images.Pace;

/// How much a server may send before it is read. Nothing holds back what is on its way already, so with a cap on the network
/// this must be little; the client's own windows are 16 MiB a stream.
final class ReceiveWindows {
  /// Enough for the rate of the cap where an answer takes 0.2 s, over one connection.
  private static final int STEPS = 8;

  /// A request's bytes come over one of a few connections where each has its own.
  private static final int STEPS_OF_A_SOCKET = 2;

  private static final int LEAST_BYTES = 64 << 10;

  private ReceiveWindows() {}

  /// For the connections that are made from now on. The client has no other way to be told than properties of the system; what
  /// was set there by hand stays.
  static void fit(Pace pace) {
    if (pace.equals(Pace.FREE)) {
      return;
    }
    propose("jdk.httpclient.windowsize", STEPS * pace.step());
    propose("jdk.httpclient.connectionWindowSize", STEPS * pace.step());
    propose("jdk.httpclient.receiveBufferSize", STEPS_OF_A_SOCKET * pace.step());
  }

  private static void propose(String property, int bytes) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, Integer.toString(Math.max(LEAST_BYTES, bytes)));
    }
  }
}
