/// Taking away what is not needed any more.
///
///     which images stay       all but those that were published, are not any more, and had their grace period
///     which objects may go    each [lockstep.server.gc.Kind] says it of its own, from the images that stay        nothing is removed yet
///     the images go           each in one rename, durably: nobody finds them any more                            [1]
///     the objects go                                                                                             [2]
///
/// A kill at any instant leaves too much and never too little, and the next run takes the rest: before [1] is done for an
/// image it is whole, and after it nothing that stays leads to what goes. When a published image is not whole, or an index
/// names what is not there, nothing at all is removed: what is needed could then not be known.
@NullMarked
package lockstep.server.gc;

import org.jspecify.annotations.NullMarked;
