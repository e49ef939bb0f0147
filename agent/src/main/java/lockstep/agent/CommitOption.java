package lockstep.agent;

import java.util.Locale;
import lockstep.agent.plan.SwapPolicy;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// How changes are made visible.
final class CommitOption {
  @Option(
      names = "--commit",
      paramLabel = "auto|swap|file",
      converter = StyleText.class,
      description =
          "swap: exchange each directory in which anything changes as a whole, where nothing in it"
              + " must stay; file: change path by path; auto, unless said: swap where much changes")
  private SwapPolicy.Style style = SwapPolicy.Style.AUTO;

  SwapPolicy.Style style() {
    return style;
  }

  static final class StyleText implements ITypeConverter<SwapPolicy.Style> {
    @Override
    public SwapPolicy.Style convert(String text) {
      for (SwapPolicy.Style style : SwapPolicy.Style.values()) {
        if (style.name().toLowerCase(Locale.ROOT).equals(text)) {
          return style;
        }
      }
      throw new TypeConversionException("'" + text + "' is none of auto, swap, file");
    }
  }
}
