/// Entries as few bytes, for the builder's own memory and its own files: no format that anybody else reads.
///
/// Numbers are variable-length, least significant bits first; texts carry their length. What [RecordOutput] wrote,
/// [RecordInput] reads, field by field, in the same order; nothing is checked but what the bounds of an array check.
@NullMarked
package lockstep.server.record;

import org.jspecify.annotations.NullMarked;
