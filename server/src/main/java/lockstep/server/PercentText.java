package lockstep.server;

import java.math.BigDecimal;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// A share on the command line, in hundredths of a percent: `2%`, `2`, `0.25%`.
final class PercentText implements ITypeConverter<Integer> {
  private static final Pattern SYNTAX = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,2})?%?");
  private static final int ALL = 10_000;

  @Override
  public Integer convert(String text) {
    if (SYNTAX.matcher(text).matches()) {
      int share = new BigDecimal(text.replace("%", "")).movePointRight(2).intValueExact();
      if (share <= ALL) {
        return share;
      }
    }
    throw new TypeConversionException(
        "'%s' is no percentage from 0 to 100, with at most two decimals".formatted(text));
  }
}
