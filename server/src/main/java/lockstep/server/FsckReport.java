package lockstep.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lockstep.images.Problem;
import lockstep.images.console.Figures;
import lockstep.images.console.Inert;
import lockstep.images.json.Json;
import lockstep.server.check.Finding;
import lockstep.server.check.Hurt;
import lockstep.server.check.Leftover;
import lockstep.server.check.RepositoryCheck.Report;
import lockstep.server.repair.RepositoryRepair;
import lockstep.server.repair.RepositoryRepair.Mended;
import lockstep.server.repair.RepositoryRepair.Refused;

/// What `fsck` says.
record FsckReport(Report report, Optional<RepositoryRepair.Outcome> repair, Duration took) {
  /// A problem, with everyone it hurts.
  static Problem told(Finding finding) {
    Problem problem = finding.problem();
    StringBuilder message = new StringBuilder(problem.message());
    for (String served : finding.served()) {
      message.append("; it hurts ").append(served);
    }
    for (Hurt hurt : finding.images()) {
      message.append("; it hurts image ").append(hurt.image().abbreviated());
      message.append(" (").append(hurt.label()).append(", ").append(hurt.role()).append(')');
      if (hurt.files() > 0) {
        String more = hurt.files() > hurt.paths().size() ? ", ..." : "";
        message.append(
            ", %s files: %s%s"
                .formatted(Figures.count(hurt.files()), String.join(", ", hurt.paths()), more));
      }
    }
    return new Problem(problem.code(), problem.path(), message.toString(), problem.next());
  }

  Outcome outcome() {
    return new Outcome(json(), lines(), report.isWhole() ? Outcome.DONE : Outcome.FAILED);
  }

  private List<Mended> mended() {
    return repair.map(RepositoryRepair.Outcome::mended).orElse(List.of());
  }

  private List<Refused> refused() {
    return repair.map(RepositoryRepair.Outcome::refused).orElse(List.of());
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (Refused refused : refused()) {
      lines.add(
          Inert.text(
              "refused %s from %s: %s"
                  .formatted(refused.object(), refused.source(), refused.why())));
    }
    for (Mended mended : mended()) {
      lines.add(Inert.text("repaired %s from %s".formatted(mended.object(), mended.from())));
    }
    for (Leftover leftover : report.leftovers()) {
      lines.add(
          Inert.text(
              "leftover %s, %s: %s"
                  .formatted(leftover.name(), Figures.bytes(leftover.bytes()), leftover.why())));
    }
    lines.add(
        "%s: %s images, %s objects, %s"
            .formatted(
                report.isWhole()
                    ? "whole"
                    : report.findings().size() + " objects are missing or damaged",
                Figures.count(report.images()),
                Figures.count(report.objects()),
                Figures.duration(took)));
    return lines;
  }

  private Json.Object json() {
    String outcome = !report.isWhole() ? "damaged" : mended().isEmpty() ? "whole" : "repaired";
    return Json.object()
        .put("outcome", outcome)
        .put("images", report.images())
        .put("objects", report.objects())
        .put("millis", took.toMillis())
        .put("problems", report.findings().stream().map(FsckReport::json).toList())
        .put("repaired", mended().stream().map(FsckReport::json).toList())
        .put("refused", refused().stream().map(FsckReport::json).toList())
        .put("leftovers", report.leftovers().stream().map(FsckReport::json).toList())
        .build();
  }

  private static Json json(Finding finding) {
    Problem problem = finding.problem();
    return Json.object()
        .put("code", problem.code())
        .put("path", problem.path())
        .put("message", problem.message())
        .put("next", problem.next())
        .put("images", finding.images().stream().map(FsckReport::json).toList())
        .put("serves", Json.texts(finding.served()))
        .build();
  }

  private static Json json(Hurt hurt) {
    return Json.object()
        .put("image", hurt.image().toString())
        .put("label", hurt.label())
        .put("role", hurt.role())
        .put("files", hurt.files())
        .put("paths", Json.texts(hurt.paths()))
        .build();
  }

  private static Json json(Mended mended) {
    return Json.object().put("path", mended.object()).put("from", mended.from()).build();
  }

  private static Json json(Refused refused) {
    return Json.object()
        .put("source", refused.source())
        .put("path", refused.object())
        .put("message", refused.why())
        .build();
  }

  private static Json json(Leftover leftover) {
    return Json.object()
        .put("path", leftover.name())
        .put("bytes", leftover.bytes())
        .put("message", leftover.why())
        .build();
  }
}
