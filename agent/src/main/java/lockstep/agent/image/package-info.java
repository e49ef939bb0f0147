/// The published images as this machine may believe them.
///
///     refresh the trusted metadata, read the release and the rollout          [Repository#refresh]
///     fetch the manifest of the wanted image, if it is not here               [FetchedImage#manifest]
///         the first bytes of the delta make it of the other image's manifest   [ManifestPatches]
///         or it comes whole: its stored bytes must be the signed target's
///         its plain bytes must be those the image is named for, whichever way it came
///     the pack index and the indexes of groups are fetched when staging asks  [FetchedImage]
///
/// Manifests of the two published images stay in the state folder, uncompressed, and are hashed again before they are used;
/// others are dropped. Nothing else of the repository is kept.
@NullMarked
package lockstep.agent.image;

import org.jspecify.annotations.NullMarked;
