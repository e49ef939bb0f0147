package lockstep.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads `127.0.0.1:8080`, `[::1]:8080`, `localhost:0`.
final class ListenAddress implements ITypeConverter<InetSocketAddress> {
  private static final Pattern SYNTAX =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.%]+)]|([A-Za-z0-9._-]+)):(\\d{1,5})");

  @Override
  public InetSocketAddress convert(String text) {
    Matcher matcher = SYNTAX.matcher(text);
    if (!matcher.matches() || Integer.parseInt(matcher.group(3)) > 65_535) {
      throw new TypeConversionException(
          "'" + text + "' is no ADDR:PORT, such as 127.0.0.1:8080 or [::]:8080");
    }
    String host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    try {
      InetAddress first = InetAddress.getAllByName(host)[0];
      return new InetSocketAddress(first, Integer.parseInt(matcher.group(3)));
    } catch (UnknownHostException e) {
      throw new TypeConversionException("the host '" + host + "' is not known here");
    }
  }
}
