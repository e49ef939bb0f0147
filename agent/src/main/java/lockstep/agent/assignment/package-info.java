/// What the server said to this machine alone.
///
///     the answer to a check-in has an order, or none                [lockstep.agent.assignment.Order]
///     it replaces the one that was kept, on disk before it is obeyed [lockstep.agent.assignment.OrderFile]
///     the next converge reads it and decides                        [lockstep.agent.converge.Choice]
///
/// An order can only choose between the two images that release keys signed, so it needs no signature of its own: whoever has
/// the server can move this machine to and fro between the two, and nowhere else. What is kept outlives restarts and days without
/// a server.
@NullMarked
package lockstep.agent.assignment;

import org.jspecify.annotations.NullMarked;
