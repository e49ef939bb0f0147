/// Who is who on the wire: what a machine knows of its server before they first speak, and what each proves to the other.
///
///     an operator makes a JoinToken: a secret, and the digests of root.json and of the server's authority   [1]
///     a machine connects, and believes nobody but the authority of that digest                              [2]
///     it sends the secret and a request; a certificate comes back                                           [3]
///     from then on the certificate says what machine it is, and in which groups                             [4]
///
/// There is no first use that is trusted blindly: [2] holds before the first byte is sent.
/// Certificates are X.509 and TLS is the JDK's; nothing here makes a certificate, which is the server's.
@NullMarked
package lockstep.images.identity;

import org.jspecify.annotations.NullMarked;
