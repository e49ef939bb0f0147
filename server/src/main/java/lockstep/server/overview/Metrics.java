package lockstep.server.overview;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import lockstep.proto.CountMsg;
import lockstep.proto.ExpiryMsg;
import lockstep.proto.FleetStatusMsg;
import lockstep.proto.RolloutSummaryMsg;

/// An overview in Prometheus's text format.
public final class Metrics {
  public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

  private Metrics() {}

  public static byte[] of(FleetStatusMsg status, Sending sending) throws IOException {
    PrometheusRegistry registry = new PrometheusRegistry();
    counts(
        registry,
        "lockstep_machines",
        "outcome",
        "Machines by their last report.",
        status.getOutcomesList());
    counts(
        registry,
        "lockstep_machines_on_image",
        "image",
        "Machines by the image they match.",
        status.getImagesList());
    counts(
        registry,
        "lockstep_machines_by_identity",
        "identity",
        "Machines by what there is to say of their identity.",
        status.getIdentitiesList());
    counts(
        registry,
        "lockstep_machines_by_state",
        "state",
        "Machines by the state they are in.",
        status.getStatesList());
    Gauge ends =
        gauge(
            registry,
            "lockstep_metadata_expires_timestamp_seconds",
            "role",
            "When signed metadata ends.");
    Gauge warns =
        gauge(
            registry,
            "lockstep_metadata_warns_timestamp_seconds",
            "role",
            "From when on it should have been signed anew.");
    for (ExpiryMsg expiry : status.getExpiriesList()) {
      ends.labelValues(expiry.getName()).set((double) expiry.getEpochSeconds());
      warns.labelValues(expiry.getName()).set((double) expiry.getWarnEpochSeconds());
    }
    rollout(registry, status.getRollout());
    sending(registry, sending);
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    PrometheusTextFormatWriter.create().write(text, registry.scrape());
    return text.toByteArray();
  }

  private static void rollout(PrometheusRegistry registry, RolloutSummaryMsg rollout) {
    if (rollout.getPhase().isEmpty()) {
      return;
    }
    gauge(registry, "lockstep_rollout_phase", "phase", "1 for the phase the rollout is in.")
        .labelValues(rollout.getPhase())
        .set(1);
    Gauge stage =
        gauge(
            registry,
            "lockstep_rollout_stage",
            "of",
            "The stage a rollout has come to, and of how many.");
    stage.labelValues(Integer.toString(rollout.getStages())).set(rollout.getStage());
    counts(
        registry,
        "lockstep_rollout_machines",
        "fate",
        "Machines that the stages reach, by what became of them.",
        rollout.getMachinesList());
  }

  private static void sending(PrometheusRegistry registry, Sending sending) {
    Gauge now =
        gauge(
            registry,
            "lockstep_large_answers_now",
            "state",
            "Large answers that are being sent, or wait for their turn.");
    now.labelValues("sending").set(sending.underWay());
    now.labelValues("waiting").set(sending.inLine());
    Counter total =
        Counter.builder()
            .name("lockstep_large_answers_total")
            .help("Large answers that came to an end, or were put off: told to come again later.")
            .labelNames("fate")
            .register(registry);
    total.labelValues("ended").inc(sending.ended());
    total.labelValues("put-off").inc(sending.putOff());
  }

  private static void counts(
      PrometheusRegistry registry, String name, String label, String help, List<CountMsg> counts) {
    Gauge gauge = gauge(registry, name, label, help);
    for (CountMsg count : counts) {
      gauge.labelValues(count.getName()).set((double) count.getMachines());
    }
  }

  private static Gauge gauge(PrometheusRegistry registry, String name, String label, String help) {
    return Gauge.builder().name(name).help(help).labelNames(label).register(registry);
  }
}
