/// The fleet's own authority: it makes the server's certificate and those of machines.
///
///     the first start makes the authority's key and certificate, in the data directory        [1]
///     every start makes a key and a certificate for the server itself, kept in memory         [2]
///     a machine's request is read, with suspicion, for its public key and nothing else        [3]
///     a join token or the certificate before it says for which name and groups                [4]
///     the certificate is made                                                                 [5]
///
/// What a certificate is good for is written in it: the server's does not prove a machine, a machine's not a server.
/// How long: 90 days both. A machine asks for the next after a month, the server makes its next after half of them.
@NullMarked
package lockstep.server.identity;

import org.jspecify.annotations.NullMarked;
