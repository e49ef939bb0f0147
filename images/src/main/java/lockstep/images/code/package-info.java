/// Program code as it compresses best: where instructions name a place by its distance, the same place has another name in
/// every instruction; made absolute, all calls of one function look alike.
///
///     find the executable segments of an x86-64 ELF file                 [CodeRanges]
///     in them, at what looks like a call, a jump or a RIP-relative load
///         add the instruction's place to its displacement, or take it off again    [CodeFilter]
///
/// Length stays, nothing is lost, whatever the bytes are: a displacement of 25 bits becomes another of 25 bits by addition
/// modulo 2^25, what looks like an instruction before does so after, and headers are not touched. The idea is that of the
/// x86 filters of 7-Zip and xz and of the E8 translation of Microsoft's LZX.
@NullMarked
package lockstep.images.code;

import org.jspecify.annotations.NullMarked;
