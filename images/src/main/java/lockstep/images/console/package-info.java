/// What people see of a program: results, how long it will still take, and what went wrong.
///
///     a command makes one Console                                                       [1]
///     long work:  try (Progress p = console.progress(...)) { ... p.advance(n); ... }     [2]
///     results:    console.result(line) for each line of a Table                          [3]
///     a failure:  console.failure(thrown), then exit code 1                              [4]
///
/// Results go to standard output and to nowhere else; progress, notes and failures go to standard error, so a pipe
/// carries results only. Progress is a bar on a terminal, a line now and then in a log, and nothing under `--json`
/// and `--quiet`; failures are always shown. A failure is told as a [lockstep.images.Problem]: what, where, why and
/// what to do next; a stack trace is added only where it was asked for.
/// Text from elsewhere (a machine's host name, a message of another program) cannot steer the terminal: control
/// characters are shown escaped.
///
/// Nothing here starts a thread, reads a key or ends the process.
@NullMarked
package lockstep.images.console;

import org.jspecify.annotations.NullMarked;
