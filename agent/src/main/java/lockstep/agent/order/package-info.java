/// The order among steps that bring names or take them away: no file and no symlink is there before, or after, what it needs.
///
///     read what each staged or dying thing needs: a program its loader and libraries, a script its interpreter, a symlink
///         its target; a whole directory whatever anything in it needs from elsewhere     [StepNeeds], [NeedReader], [ElfFile]
///     find the steps that bring that, or take it away                                    [NeedGraph]
///     where directories are swapped: in which order, and which steps must wait until after the last     [SwapOrder]
///     put each step after the steps that bring what it needs, or before those that take it away     [StepOrder]
///
/// Only names that the very same commit brings or takes away matter: all others are there all the time. Where two things need
/// each other no order is right, and the first in path order comes first. What cannot be read needs nothing.
@NullMarked
package lockstep.agent.order;

import org.jspecify.annotations.NullMarked;
