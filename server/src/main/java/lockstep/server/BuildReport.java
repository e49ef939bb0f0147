package lockstep.server;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import lockstep.excludes.RelativePath;
import lockstep.images.console.Figures;
import lockstep.images.json.Json;
import lockstep.server.capture.ImageCapture;
import lockstep.server.capture.Noise;
import lockstep.server.capture.NoisyFiles;

/// What a build says of the times it found: of entries, and inside of files.
final class BuildReport {
  private BuildReport() {}

  static Json.Object json(ImageCapture.Times times) {
    Json.ObjectBuilder json =
        Json.object().put("clamped", times.clamped()).put("reverted", times.reverted());
    times.latest().ifPresent(latest -> json.put("latest", latest));
    return json.build();
  }

  static Json.Object json(Map<Noise, NoisyFiles> noise) {
    return Json.object()
        .put("gzipTime", json(noise.getOrDefault(Noise.GZIP_TIME, NoisyFiles.NONE)))
        .put("pythonDate", json(noise.getOrDefault(Noise.PYTHON_DATE, NoisyFiles.NONE)))
        .build();
  }

  private static Json.Object json(NoisyFiles noisy) {
    List<String> examples = noisy.examples().stream().map(RelativePath::toString).toList();
    return Json.object().put("files", noisy.files()).put("examples", Json.texts(examples)).build();
  }

  static List<String> lines(ImageCapture.Captured captured) {
    List<String> lines = new ArrayList<>();
    ImageCapture.Times times = captured.times();
    if (times.clamped() > 0) {
      lines.add(
          "%s times were later than %s and are that now"
              .formatted(
                  Figures.count(times.clamped()),
                  Instant.ofEpochSecond(times.latest().getAsLong())));
    }
    if (times.reverted() > 0) {
      lines.add(
          "%s paths had nothing new but their time and keep the old one"
              .formatted(Figures.count(times.reverted())));
    }
    noise(captured, Noise.GZIP_TIME, "gzip files hold a date (gzip -n writes none)", lines);
    noise(
        captured,
        Noise.PYTHON_DATE,
        "Python byte codes name their source by date (compileall --invalidation-mode checked-hash"
            + " does not)",
        lines);
    return lines;
  }

  private static void noise(
      ImageCapture.Captured captured, Noise kind, String what, List<String> lines) {
    NoisyFiles noisy = captured.noise().getOrDefault(kind, NoisyFiles.NONE);
    if (noisy.files() > 0) {
      lines.add(
          "%s %s, such as /%s"
              .formatted(Figures.count(noisy.files()), what, noisy.examples().getFirst()));
    }
  }
}
