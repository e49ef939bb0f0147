/// Names paths under a root, and says which of them Lockstep leaves alone.
///
///     ExcludeSet rules = ExcludeSet.parse("10-base.exclude", content)     a file's lines become rules, or one bad line is named
///         .plus(ExcludeSet.parse("20-site.exclude", more));               later rules reach earlier ones
///     rules.withLocal(machine)                                            a machine adds; its `!` reaches only what it added
///     rules.judge(path, type)                                             MANAGED, EXCLUDED or SEED; top down, parents first
///
/// The syntax is gitignore's, over bytes, plus `seed: PATTERN` (docs/formats/excludes.md); the tests ask git itself.
/// Everything here is immutable, holds no file open and never touches the tree it speaks of.
@NullMarked
package lockstep.excludes;

import org.jspecify.annotations.NullMarked;
