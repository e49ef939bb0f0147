package lockstep.agent.source;

import lockstep.images.Pace;

/// How much a server may send before it is read. Nothing holds back what is on its way already, so with a cap on the network
/// this must be little; the client's own windows are 16 MiB a stream.
final class ReceiveWindows {
  /// Enough for the rate of the cap where an answer takes 0.2 s.
  private static final int STEPS = 8;

  private static final int LEAST_BYTES = 64 << 10;

  private ReceiveWindows() {}

  /// For the HTTP/2 connections that are made from now on; over HTTP/1.1 the kernel knows by itself. The client has no other
  /// way to be told than properties of the system; what was set there by hand stays.
  static void fit(Pace pace) {
    if (pace.step() == Pace.FREE.step()) {
      return;
    }
    String bytes = Integer.toString(Math.max(LEAST_BYTES, STEPS * pace.step()));
    propose("jdk.httpclient.windowsize", bytes);
    propose("jdk.httpclient.connectionWindowSize", bytes);
  }

  private static void propose(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
