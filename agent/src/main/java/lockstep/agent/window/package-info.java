/// Maintenance windows: when a machine may change its root by itself.
///
/// A window is open whenever a clock on the wall, in the window's zone, shows a time in it. So a night in which that clock
/// skips an hour has that hour in no window, and one in which it shows an hour twice has it twice.
@NullMarked
package lockstep.agent.window;

import org.jspecify.annotations.NullMarked;
