/// Who may do what through the server: accounts of people, each with a role and a token.
///
/// Accounts are made and changed only on the server's own machine ([OperatorAccounts]); they lie in `operators.json` in the
/// data directory, mode 0600, replaced as a whole. A running server ([Operators]) looks at the file's times with each request,
/// so a change counts at once. A file that is damaged, or that others may write, lets nobody in.
///
/// A token ([OperatorToken]) is 32 random bytes, an id to find the account by, and the digest of the authority that the
/// client must find behind the server's certificate. It is shown once; the file has its Argon2id only. What a request costs:
///
///     a token that was right a moment ago           one SHA-256
///     one that nobody has, or a wrong one           one Argon2id, two at a time at most, and a guess of its source
///
/// An id that does not exist costs what a wrong secret costs. Nothing here logs, prints or returns a secret, but for
/// [OperatorToken#text].
@NullMarked
package lockstep.server.operator;

import org.jspecify.annotations.NullMarked;
