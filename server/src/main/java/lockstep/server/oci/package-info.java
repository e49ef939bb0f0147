/// Reads container images from OCI image layouts: a directory with `oci-layout`, `index.json` and `blobs/`, or a tar of one.
///
///     1  follow the index to the manifest of one platform                                 [OciLayout], [Candidates]
///     2  read its configuration: the layers' digests when unpacked                        [ImageConfig]
///     3  unpack each layer into a file of our own, hashing it stored and plain            [LayerUnpacking]
///
/// Every blob is held against the digest and the size that lead to it, and nothing of it is used before; a layer besides
/// against the digest that the configuration has for its plain bytes. Everything is bounded: documents at 4 MiB, layers
/// at 1,024, what they unpack to at 64 GiB. Signatures are not looked at: who trusts an image names it by its digest.
///
/// What the layers mean is [lockstep.server.layers]' to say.
@NullMarked
package lockstep.server.oci;

import org.jspecify.annotations.NullMarked;
