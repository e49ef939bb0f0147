/// `lockstep doctor`: whether a repository, the server of it and an operator's way to it are as they should be, and what to mend.
///
///     the repository: what a machine would see of it, which signature ends when, the keys that renew them, the rollout,
///     the published images, room                                                                                  [1]
///     the data directory: who uses it, the authority, the operators, how many files may be open, room             [2]
///     the server as it is reached: health, its certificate, what it says to this operator                         [3]
///     its unit                                                                                                     [4]
///
/// Only what is named is looked at. Everything is read by the classes that the server itself uses; nothing is written and no
/// lock is taken, so it disturbs no server and needs none.
///
/// It looks whether objects are there, not whether their bytes are right: that is `fsck`.
@NullMarked
package lockstep.server.doctor;

import org.jspecify.annotations.NullMarked;
