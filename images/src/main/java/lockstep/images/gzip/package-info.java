/// Gzip files seen as their text: open one into what it inflates to plus a recipe of a few bytes, and make it again from
/// both, bit for bit.
///
/// A patch between two `.gz` files is nearly as long as the files, because one changed letter moves every bit after it.
/// Between their texts it is tiny. So images carry the text, and the machine runs the encoder that once wrote the file.
///
///     open    file ─▶ headers, inflated text     GzipText, GzipHeader
///                  ─▶ which encoder was it?       EncoderGuesses: by what the header says, the likely ones first
///                  ─▶ made again and compared     GzipMaker onto a comparing ByteTarget, left at the first difference
///     make    recipe, text ─▶ file                GzipMaker onto a filling ByteTarget
///
/// Two families of encoders wrote nearly all such files: GNU gzip (Debian's `dh_compress` runs `gzip -9n`, Red Hat's
/// `brp-compress` likewise) and zlib (Perl, Python, everything else). Both are the same idea: chains of equal hashes in a
/// window of 32 KiB, a match that waits one byte for a better one, Huffman codes per block. They differ in the width of
/// the hash, in where a block ends, and at the end of the text; [Encoder] holds these differences.
///
/// Within a member the text flows through
///
///     Window        the last 64 KiB, and Chains through the places in it that begin alike
///       ▶ Search    the match that the encoder would find at a place
///       ▶ Parse     text as literals and matches
///       ▶ Tokens    a block of them, with their frequencies; when a block is over
///       ▶ Block     the cheapest of stored, fixed and dynamic codes   HuffmanCode, CodeLengths
///       ▶ BitSink   bits to bytes, to a ByteTarget
///
/// A maker holds about half a megabyte whatever the length of the text, and reads and writes its buffers front to back.
/// Every file that [GzipOpener] opens was really made again and compared; every other is simply not opened. The encoder is
/// ours, so that no update of a machine's zlib changes what comes out. What comes out is still only a claim, and proven by
/// the manifest's hash. The form of a recipe is in `docs/formats/gzip-recipe-v1.md`.
@NullMarked
package lockstep.images.gzip;

import org.jspecify.annotations.NullMarked;
