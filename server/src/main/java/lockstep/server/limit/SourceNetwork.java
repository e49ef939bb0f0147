package lockstep.server.limit;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;

/// Where requests come from, as far as it tells one person from another: an IPv4 address, or a /64 of IPv6, for whoever has
/// one address of it has all of them.
public final class SourceNetwork {
  private static final int NETWORK_BYTES = 8;

  private SourceNetwork() {}

  /// Such as `192.0.2.7` or `2001:db8:0:7:0:0:0:0/64`.
  public static String of(InetAddress address) {
    if (!(address instanceof Inet6Address)) {
      return address.getHostAddress();
    }
    byte[] network = address.getAddress();
    Arrays.fill(network, NETWORK_BYTES, network.length, (byte) 0);
    try {
      return InetAddress.getByAddress(network).getHostAddress() + "/64";
    } catch (java.net.UnknownHostException e) {
      throw new AssertionError("16 bytes are an address", e);
    }
  }
}
