package lockstep.agent.limit;

import java.io.IOException;
import java.util.Optional;
import java.util.function.UnaryOperator;
import lockstep.images.Pace;
import lockstep.images.tree.IoPriority;
import org.jspecify.annotations.Nullable;

/// Keeps one run of the agent within its limits, while it [holds][#hold]. Its paces are safe for many threads; holding and
/// lifting is for one, while no other is at work.
public final class Caps {
  /// Of a run without limits.
  public static final Caps NONE = new Caps(Limits.NONE, pace -> pace);

  private final Pace network;
  private final Pace disk;
  private final Limits.Io io;
  private final Limits.Spare spare;
  private @Nullable IoPriority usual;
  private volatile boolean held;

  private Caps(Limits limits, UnaryOperator<Pace> heard) {
    CpuMeter cpu = limits.cpu().map(CpuMeter::new).orElse(null);
    network = pace(limits.network(), cpu);
    disk = heard.apply(pace(limits.disk(), cpu));
    io = limits.io();
    spare = limits.spare();
  }

  /// Lifted until they are told to hold.
  public static Caps of(Limits limits) {
    return limits.equals(Limits.NONE) ? NONE : new Caps(limits, pace -> pace);
  }

  /// The same, for somebody who wants to know whether files still move.
  ///
  /// @param moved called from any thread, after some megabytes at most
  public static Caps heard(Limits limits, Runnable moved) {
    return new Caps(limits, pace -> new HeardPace(pace, moved));
  }

  private Pace pace(Optional<Double> rate, @Nullable CpuMeter cpu) {
    return rate.isEmpty() && cpu == null
        ? Pace.FREE
        : new CappedPace(rate.orElse(Double.POSITIVE_INFINITY), cpu, () -> held);
  }

  /// Of what goes over the wire.
  public Pace network() {
    return network;
  }

  /// Of what is read from files and written to them.
  public Pace disk() {
    return disk;
  }

  /// What to take less of.
  public Limits.Spare spare() {
    return spare;
  }

  /// Nobody takes more than the limits from now on. What was taken since they were lifted counts.
  ///
  /// @throws IOException when the kernel does not let the agent lower its own priority
  public void hold() throws IOException {
    if (!held && io == Limits.Io.IDLE) {
      usual = IoPriority.ofThisThread();
      IoPriority.IDLE.giveToThisProcess();
    }
    held = true;
  }

  /// Nobody waits from now on.
  public void lift() throws IOException {
    held = false;
    if (usual != null) {
      usual.giveToThisProcess();
      usual = null;
    }
  }
}
