package lockstep.server.gate;

import lockstep.server.audit.Actor;

/// A request, and who made it.
///
/// @param argument what stands in the place of the route's `{}`
/// @param operator the person's name; empty where a person is not asked for
record Call(Request request, Caller caller, String argument, String operator) {
  /// The person, for the audit log.
  Actor actor() {
    return Actor.operator(operator, caller.source());
  }
}
