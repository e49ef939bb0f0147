/// The manifest: everything an image is, as one file whose SHA-256 is the image's name.
///
///     header    format version, chunk sizes, exclude rules, packages
///     entries   in path order; each starts where it differs from the path before it
///     trailer   totals, so that a cut file is not a smaller image
///
/// Writer and reader share one set of rules ([ManifestRules] and [EntryCodec]): what the reader would refuse cannot be
/// written. Whoever reads a manifest must have checked its hash against signed metadata first; the rules are the second
/// wall, for the day when a signer's machine lies: no path leaves the root, every parent is a directory of the same
/// manifest, a hard link names a file before it, lengths add up, and nothing is allocated before its limit was looked at.
///
/// Both stream. What is held grows by two bits per entry (hard links); the format is in `docs/formats/manifest-v1.md`.
@NullMarked
package lockstep.images.manifest;

import org.jspecify.annotations.NullMarked;
