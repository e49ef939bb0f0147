package lockstep.server.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class SourceNetworkTest {
  private static String of(String address) throws UnknownHostException {
    return SourceNetwork.of(InetAddress.getByName(address));
  }

  @Test
  void anAddressOfIpv4IsASourceOfItsOwn() throws UnknownHostException {
    assertThat(of("192.0.2.7")).isEqualTo("192.0.2.7");
    assertThat(of("192.0.2.7")).isNotEqualTo(of("192.0.2.8"));
  }

  @Test
  void allAddressesOfAnIpv6NetworkAreOneSource() throws UnknownHostException {
    assertThat(of("2001:db8:0:7::1"))
        .isEqualTo(of("2001:db8:0:7:ffff:ffff:ffff:ffff"))
        .isEqualTo("2001:db8:0:7:0:0:0:0/64")
        .isNotEqualTo(of("2001:db8:0:8::1"));
  }

  @Test
  void anIpv4AddressWrittenAsIpv6IsTheSameSource() throws UnknownHostException {
    assertThat(of("::ffff:192.0.2.7")).isEqualTo("192.0.2.7");
  }

  @Test
  void theInterfaceALinkLocalAddressCameBySaysNothing() throws UnknownHostException {
    assertThat(of("fe80::1%1")).isEqualTo(of("fe80::1"));
  }
}
