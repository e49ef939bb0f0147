package lockstep.images.trigger;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import lockstep.excludes.Bytes;

/// The probes of an image, in the order they run: by `order`, then file name, then position in the file.
///
/// Immutable, safe for many threads.
public final class Probes {
  public static final Probes NONE = new Probes(List.of());

  private record Declared(String file, int line, Probe probe) {
    private static final Comparator<Declared> ORDER =
        Comparator.<Declared>comparingInt(declared -> declared.probe.order())
            .thenComparing(Declared::file)
            .thenComparingInt(Declared::line);
  }

  private final List<Declared> declared;

  private Probes(List<Declared> declared) {
    this.declared = declared.stream().sorted(Declared.ORDER).toList();
  }

  /// These and those of a further file.
  ///
  /// @param file its name, for messages and for the order
  /// @param content TOML, as docs/formats/probes.md has it
  /// @throws TriggerSyntaxException `E-PROBE` with file, line and reason at the first mistake, or when two have one name
  public Probes plus(String file, Bytes content) throws TriggerSyntaxException {
    Set<String> names = new HashSet<>();
    declared.forEach(one -> names.add(one.probe.name()));
    List<Declared> all = new ArrayList<>(declared);
    ProbeParser parser = new ProbeParser(file);
    for (ProbeParser.Parsed parsed : parser.parse(content)) {
      if (!names.add(parsed.probe().name())) {
        throw parser.second(parsed);
      }
      all.add(new Declared(file, parsed.line(), parsed.probe()));
    }
    return new Probes(all);
  }

  /// All, in the order they run.
  public List<Probe> inOrder() {
    return declared.stream().map(Declared::probe).toList();
  }
}
