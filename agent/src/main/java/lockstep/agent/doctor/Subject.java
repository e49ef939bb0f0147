package lockstep.agent.doctor;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import lockstep.agent.converge.AgentHome;
import lockstep.images.Problem;

/// The machine that is looked at.
///
/// @param settings the settings file; need not exist
/// @param refused why it cannot be used; then options and usual places hold
/// @param home need not exist
/// @param name what options or settings call this machine
public record Subject(
    Path settings,
    Optional<Problem> refused,
    Path root,
    AgentHome home,
    Optional<String> name,
    Way way,
    InstantSource clock) {}
